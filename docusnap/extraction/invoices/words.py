"""The words that tell what a text on an invoice is about. Those in ABOUT match `folded` text, where I is L."""

import re
import unicodedata

from docusnap.extraction.receipts.rows import squashed


def _folded(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("I", "L"))


ABOUT: dict[str, re.Pattern[str]] = {
    "invoice": _folded(
        "INVOICE|INVO1CE|INVOIS|RECHNUNG|FACTUUR|FACTUR[AE]|FATTURA|FAKTUR|BELEG|^BILL?|NOTA$|发票|开票|账单|TAGIHAN"
    ),
    "number": _folded(
        "(NO|NR|NUMBER|NUM|NUMERO|NUMMER|NOMOR|NOMBOR|ID|REF)$|^(NO|NR|N|NOMOR|NUMBER|NUMERO|NUMMER)|NUMBER"
        "|NUMMER|NUMERO|NOMOR|号|编号"
    ),
    "invoice number": _folded(
        "INVOICE(N|ID|REF|CODE)|INV(NO|NUM|NR)|RECHNUNGS?(NR|NUM)|FACTURE(N|REF)|DEFACTURE$|NUMERODE(LA)?FACT"
        "|REFERENCEFACT|NFACTURE|FACTURAN|NFACTURA|NDEFACT|NUMDEFACT|NUMFACT|FACTUURN|NUMEROFATTURA|FATTURAN"
        "|NFATTURA|NOFAKTUR|NOMORFAKTUR|NOMORINVOICE|NOIN|NONOTA|BELEGN|DOCUMENTN|DOCUMENTON|NUMERODOC|BILLN"
        "|发票号|发票编号|RENR"
    ),
    "order": _folded(
        "ORDER|BESTELL|AUFTRAG|COMMANDE|PEDIDO|ORDINE|PESAN|^PO$|PONUMBER|^PON|QUOTE|DEVIS|PRESUPUESTO|ALBARAN"
        "|LIEFERSCHEIN|DDT|BONDE|YOURREF|VOTREREF|IHRZEICHEN|SUREFER|UWREF|VSRIF|RUJUKAN|SURATJALAN|VERTRAG"
        "|CONTRACT|订单|合同|采购"
    ),
    "customer": _folded("CUSTOMER|CLIENT|KUNDEN|KDN|CLIENTE|KLANT|DEBIT|PELANGGAN|ACCOUNT(N|ID)?|AKAUN|客户"),
    "tax": _folded(
        "VATN|VATID|VATREG|^VAT|TAXID|^TAX|UST|STEUERN|^UID|TVA|SIRE[TN]|^NIF|^CIF|RFC|NPWP|BTW|PIVA|PARTITAIVA"
        "|GSTN|SSTN|EIN$|ABN$|RCS|HRB|HANDELSREG|AMTSGERICHT|KVK|COMPANYN|REGISTER|REGN|PENDAFTARAN|NAF|税号"
        "|识别号|信用代码"
    ),
    "bank": _folded("IBAN|^BIC|SWIFT|SORTCODE|ROUTING|BANK|BLZ|KONTON|REKENING|CUENTA|DOMICIL|账号|开户"),
    "phone": _folded("TEL$|^TEL|PHONE|FON$|FAX|MOBIL|TLF|TFNO|TELP|^HP$|电话|传真"),
    "date": _folded(
        "DATE|DATUM|FECHA|^DATA|DATADI|TANGGAL|TARIKH|TGL|日期|DATED|ISSUED|EMISELE|^LE$|^VOM$|^DEL$|TAXPOINT|开具"
    ),
    "invoice date": _folded(
        "INVOICEDATE|DATEOFINV|INVDATE|RECHNUNGSDATUM|DATUMDERRE|DATEDE(LA)?FACT|DATEFACT|FACTUREDU"
        "|FECHA(DE)?(LA)?FACT|FECHADEE|DATED?D?EMISS|ISSUE|EMISELE|FACTUURDATUM|DATAFATTURA|DATADOC|DATADIEM"
        "|TANGGALFAKTUR|TANGGALINV|TGLFAKTUR|TARIKHINV|开票日期|发票日期|开具日期|BILLDATE|STATEMENTDATE"
        "|BELEGDATUM|AUSSTELLUNG|TAXPOINT"
    ),
    "due": _folded(
        "DUE|FALLIG|ZAHLBAR|ZAHLUNGSZIEL|ZAHLENBIS|ECHEANCE|VENCI|VENCE|VTO|SCADENZA|VERVAL|UITERSTE|JATUHTEMPO"
        "|AKHIRBAYARAN|PAYBY|PAYABLEBY|PAYMENT|REGLERAVANT|LIMITEDEP|DEREGLEMENT|PAGARANTES|BETALENVOOR|到期|付款"
    ),
    "delivery": _folded(
        "DELIVER|SHIP|SUPPLY|DISPATCH|LIEFER|LEISTUNG|VERSAND|LIVR|EXPEDI|PRESTATION|ENTREGA|ENVIO|OPERACION"
        "|CONSEGNA|LEVER|KIRIM|HANTAR|交货|发货|收货"
    ),
    "period": _folded("PERIOD|ZEITRAUM|TEMPOH|FROM|UNTIL|VALID|SINCE|期间|账期|GEBURT|BIRTH|PRINT|CHECKIN|CHECKOUT"),
    "buyer": _folded(
        "BILL?ED?TO|INVOICED?TO|SOLDTO|CUSTOMER(NAME)?$|CLIENTE?$|BUYER|RECHNUNGAN|RECHNUNGSEMPF|RECHNUNGSAD"
        "|RECHNUNGSANS|KUNDE$|KAUFER|EMPFANGER|AUFTRAGGEBER|FACTUREA|FACTURERA|ADRESSEDEFACT|DESTINATAI?R"
        "|DEFACTURACION|ATTENTION|ACHETEUR|ADRESSEA|FACTURAD?OA|FACTURARA|DATOSDELCLI|COMPRADOR|SENORES|KLANT$"
        "|FACTUURADRES|FACTUURAAN|^AAN$|SPETT|INTESTATARIO|CESSIONARIO|FATTURAREA|KEPADA|PELANGGAN|PEMBELI|^ATTN"
        "|^TO$|^AN$|^FOR$|^PARA$|TAV$|^FIRMA$|购买方|购货|买方|收票|^客户|BILLINGADD|PREPAREDFOR"
    ),
    "ship": _folded(
        "SHIPTO|DELIVERTO|DELIVERYADD|SHIPPINGADD|LIEFERAD|LIEFERANS|LIEFERUNGAN|ADRESSEDELIVR|LIVREA|EXPEDIEA"
        "|DIRECCIONDEEN|ENVIARA|AFLEVER|LEVERENAAN|LUOGODI|SPEDIREA|DIKIRIM|PENGIRIMAN|HANTARKE|收货|送货"
    ),
    "seller": _folded(
        "^FROM$|SELLER|VENDOR|SUPPLIER|ISSUER|ISSUEDBY|BILLFROM|SOLDBY|^VON$|VERKAUFER|RECHNUNGSSTEL|ABSENDER"
        "|LIEFERANT|LEISTUNGSERB|ANBIETER|VENDEUR|VENDUPAR|EMETTEUR|FOURNISSEUR|PRESTATAIRE|^DE$|EMISOR|PROVEEDOR"
        "|VENDEDOR|^EMPRESA$|FORNITORE|CEDENTE|^DA$|^VAN$|LEVERANCIER|VERKOPER|AFZENDER|PENJUAL|^DARI|PENGUSAHA"
        "|PERUSAHAAN|^COMPANY$|销售方|销货|卖方|开票方|供应"
    ),
    "payee": _folded(
        "PAYABLETO|CHECKSP|CHEQUESP|ACCOUNTHOLDER|ACCOUNTNAME|KONTOINHABER|ZAHLUNGSEMPF|BENEFICIA|TITULA"
        "|ALORDREDE|INTESTATOA|TENNAMEVAN|^TNV|ATASNAMA|^AN$|NAMAAKAUN|户名|账户名称|SIGNEDFOR|^FOR$|REMIT"
    ),
    "to pay": _folded(
        "AMOUNTDUE|TOTALDUE|BALANCEDUE|TOPAY|PAYABLE|PLEASEPAY|GRANDTOTAL|INVOICETOTAL|TOTALAMOUNT|TOTALINCL"
        "|INCLVAT|GESAMTBETRAG|RECHNUNGSB|RECHNUNGSSUM|ENDBETRAG|ENDSUMME|ZUZAHLE|ZAHLBETRAG|OFFENERB|RESTBETRAG"
        "|GESAMTSUMME|BRUTTO|TTC|NETAPAYER|APAYER|ADEREGLER|AREGLER|MONTANTTOTAL|MONTANTDU|TOUTESTAXES"
        "|TOTALGENERAL|IMPORTETOTAL|APAGAR|TOTALFACTURA|CONIVA|IVAINC|PENDIENTE|TEBETALEN|TEVOLDOEN|TOTAALINCL"
        "|INCLBTW|TOTAALBEDRAG|FACTUURBEDRAG|TOTALEFATT|DAPAGARE|TOTALEDOC|TOTALEDOV|NETTOAPAG|PERLUDIBAYAR"
        "|TOTALTAGIHAN|TOTALBAYAR|KESELURUHAN|JUMLAHBESAR|TOTALPEMBAYARAN|SISATAG|价税合计|应付|待付|总计|总金额"
    ),
    "total": _folded("TOTAL|SUMME|GESAMT|TOTAAL|JUMLAH|合计|总"),
    "amount": _folded("AMOUNT|BETRAG|MONTANT|IMPORTE|BEDRAG|IMPORTO|PRICE|PREIS|PRIX|PRECIO|PREZZO|HARGA|金额|单价"),
    "net": _folded(
        "SUBTOT|SUBTOTAL|ZWISCHEN|NETTO|TOTALNET|NETTOTAL|NETAMOUNT|TOTALHT|MONTANTHT|HORSTAX|NETHT|BASEIMP"
        "|IMPONIBILE|IMPORTENETO|SOUSTOTAL|SUBTOTAAL|EXCL|BEFORE|WARENWERT|^DPP|HARGAJUAL|JUMLAHKECIL|^SUMA$|小计"
        "|不含税"
    ),
    "vat": _folded("VAT|TAX|GST|SST|MWST|UST|MEHRWERT|UMSATZST|TVA|IVA|BTW|PPN|PAJAK|CUKAI|IMPOSTA|税"),
    "less": _folded(
        "DISCOUNT|RABATT|SKONTO|REMISE|ESCOMPTE|DESCUENTO|DTO|SCONTO|KORTING|DISKON|DISKAUN|POTONGAN|折扣|优惠"
    ),
    "freight": _folded(
        "SHIPPING|FREIGHT|POSTAGE|HANDLING|VERSAND|PORTO|FRACHT|FRAISDE|ENVIO|PORTES|SPEDIZ|TRASPORTO|VERZEND"
        "|ONGKOS|BIAYA|运费"
    ),
    "paid": _folded(
        "PAID|PAYMENTS|DEPOSIT|RECEIVED|ANZAHLUNG|BEZAHLT|GEZAHLT|ABSCHLAG|ACOMPTE|REGLE$|DEJA|ANTICIPO|PAGADO"
        "|ACUENTA|ACCONTO|AANBETAL|BETAALD|UANGMUKA|DIBAYAR|已付|定金|PREVIOUS|FORWARD|SALDO|VORTRAG"
    ),
    "goods": _folded(
        "DESCRIPTION|QTY|QUANTI|MENGE|ANZAHL|BEZEICHNUNG|BESCHREIBUNG|DESIGNATION|LIBELLE|CANTIDAD|CONCEPTO"
        "|DESCRIPCION|OMSCHRIJVING|AANTAL|DESCRIZIONE|BARANG|KETERANGAN|DESKRIPSI|数量|品名|项目"
    ),
}
"""What the text of a label speaks of, by name."""

LEGAL = re.compile(
    r"\b(?:g?mbh|ag|kg|ohg|gbr|ug|e\.?\s?k|se|inc|llc|l\.l\.c|corp(?:oration)?|co|company|lp|llp|ltd|limited|plc|pty|"
    r"s\.?a\.?r\.?l|s\.?a\.?s\.?u?|eurl|s\.?a|s\.?l\.?u?|s\.?r\.?l|s\.?p\.?a|snc|b\.?\s?v|n\.?\s?v|vof|sdn\.?\s?bhd|bhd|pte\.?\s?ltd|tbk|oy|ab|a/s|aps|lda|ltda|e\.?v|kft|sp\.?\s?z)\b\.?(?:\s?&\s?co\.?\s?kg)?(?:\s\(haftungsbeschränkt\))?$"
    r"|^(?:pt|cv|ud|sarl|sas|sa|eurl)\b\.?\s|公司",
    re.IGNORECASE,
)
"""Ends or begins with the legal form of a firm."""
LEGAL_WITHIN = re.compile(
    r"\b(?:GmbH(?: & Co\. KG)?|mbH|Inc\.?|LLC|Ltd\.?|Limited|SARL|SAS|S\.A\.S\.|S\.L\.U?\.?|B\.V\.|S\.r\.l\.|S\.p\.A\."
    r"|PLC|Sdn\.? Bhd\.?|AG|Corp\.)(?=[\s,;:·|•-])"
)
"""A legal form that ends a name within a longer line."""
STREET = re.compile(
    r"stra(?:ß|ss)e|str\.|\bweg\b|allee|platz|\b(?:street|st|road|rd|lane|avenue|ave|drive|blvd|boulevard|suite|floor|rue|place|chemin|calle|avda|plaza|paseo|via|corso|viale|piazza|jalan|jl|jln|gracht|straat|weg|unit|box|p\.?o\.?)\b|[路街道区号]",
    re.IGNORECASE,
)
POSTCODE = re.compile(
    r"(?<!\d)\d{5}(?!\d)|\b\d{4}\s?[A-Z]{2}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b\d{4}\s[A-Z][a-z]+"
)
HOST = re.compile(
    r"(?:@|www\.|https?://(?:www\.)?)([a-z0-9][a-z0-9-]{1,40})\.[a-z]{2,}"
    r"|\b([a-z0-9-]{3,40})\.(?:com|net|org|de|fr|es|nl|it|eu|co\.uk|io|co\.id)\b",
    re.IGNORECASE,
)
"""A web or mail address; either group holds its name."""
MONTH_FIRST = re.compile(
    r"\b(?:A[LKZR]|C[AOT]|DE|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]"
    r"|W[AVIY])\.?,?\s{1,2}\d{5}(?:-\d{4})?\b"
)
"""An American state with its ZIP code: days there are written month first."""


def folded(text: str) -> str:
    """Letters only, upper case, without accents, and letters that are easily misread made one."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return squashed("".join(c for c in plain if not unicodedata.combining(c)))


def subjects(text: str, names: tuple[str, ...]) -> list[float]:
    """For each of the names in ABOUT whether the text speaks of it."""
    letters = folded(text)
    return [float(bool(letters) and ABOUT[name].search(letters) is not None) for name in names]
