"""What invoices print in each language, apart from the names and numbers of one invoice; several wordings for each."""

from collections.abc import Mapping
from random import Random

from training.words import coined

Wordings = Mapping[str, tuple[str, ...]]

_EN: Wordings = {
    "title": ("INVOICE", "Invoice", "TAX INVOICE", "Tax Invoice", "Sales Invoice", "VAT INVOICE", "Commercial Invoice", "BILL"),
    "number": ("Invoice No", "Invoice Number", "Invoice #", "Invoice No.", "INVOICE NO", "Inv. No.", "Invoice ID", "No.", "Number", "Document No.", "Invoice", "Invoice ref", "Bill No."),
    "date": ("Invoice Date", "Date", "Date of issue", "Issue date", "INVOICE DATE", "Invoice date", "Dated", "Date Issued", "Issued", "Tax point", "Bill date", "DATE"),
    "due": ("Due Date", "Payment due", "Due", "Pay by", "DUE DATE", "Payment Due Date", "Due on", "Payable by"),
    "delivery": ("Delivery date", "Ship Date", "Date shipped", "Dispatch date", "Date of supply"),
    "ordered": ("Order Date", "Order date", "Date ordered", "PO Date"),
    "period": ("Service period", "Billing period", "Period", "Services from"),
    "order": ("Order No", "Order number", "Order #", "Purchase Order", "P.O. No.", "PO Number", "Your ref", "Order ID", "Reference", "Quote No"),
    "customer": ("Customer No", "Customer ID", "Account number", "Account No", "Client ID", "Customer #", "Account"),
    "terms": ("Terms", "Payment terms"), "rep": ("Sales rep", "Contact", "Salesperson", "Your contact"),
    "bill_to": ("Bill To", "BILL TO", "Billed to", "Invoice to", "Sold to", "To", "Customer", "Invoice to:", "Bill to:", "Client", "Billing address", "Buyer", "TO:", "Customer Name", "For", "Attn"),
    "ship_to": ("Ship To", "SHIP TO", "Deliver to", "Delivery address", "Shipping address", "Ship to:"),
    "from": ("From", "FROM", "Seller", "From:", "Bill from", "Issued by", "Supplier", "Vendor", "Company", "Sold by"),
    "vat": ("VAT No", "VAT Reg. No.", "VAT ID", "VAT number", "GST No", "Tax ID", "VAT", "EIN", "ABN"), "reg": ("Company No", "Registered in England No.", "Reg. No.", "Company registration"),
    "phone": ("Tel", "Phone", "Tel.", "T", "Telephone", "Mobile"), "bank": ("Bank", "Bank name", "Our bank"), "holder": ("Account name", "Account holder", "Beneficiary", "Payable to", "Please make cheques payable to", "Make all checks payable to"), "account": ("Account No", "IBAN", "Account number"), "bic": ("Sort code", "SWIFT/BIC", "BIC", "Routing number"),
    "item": ("Description", "Item", "Product", "Details", "DESCRIPTION", "Service", "Item description"), "quantity": ("Qty", "Quantity", "Hours", "QTY", "Units"), "price": ("Unit price", "Price", "Rate", "UNIT PRICE", "Unit cost"), "amount": ("Amount", "Total", "Line total", "AMOUNT", "Net amount", "Price"), "code": ("Item no", "SKU", "Code", "#", "Art. No"), "rate": ("VAT %", "Tax", "VAT"),
    "subtotal": ("Subtotal", "Sub Total", "SUBTOTAL", "Net total", "Total excl. VAT", "Net amount", "Total net", "Sub-total"), "discount": ("Discount", "Less discount", "Discount 10%"), "shipping": ("Shipping", "Delivery", "Freight", "Shipping & handling", "Postage"),
    "tax": ("VAT", "Sales tax", "VAT 20%", "Tax", "GST", "Tax (8%)", "VAT @ 20%", "Total VAT"),
    "total": ("Total", "TOTAL", "Grand Total", "Total due", "Amount due", "Invoice total", "Total incl. VAT", "Balance due", "Total amount", "TOTAL DUE", "Amount Due", "Total payable", "Total (GBP)", "Total USD", "Please pay", "GRAND TOTAL"),
    "pay": ("Amount due", "Balance due", "Amount Due", "To pay", "Total due", "Balance Due", "Please pay this amount"), "paid": ("Paid", "Amount paid", "Payments", "Less deposit", "Payment received", "Deposit"), "previous": ("Previous balance", "Balance brought forward"),
    "thanks": ("Thank you for your business!", "Payment within 30 days.", "Goods remain our property until paid in full.", "Please quote the invoice number with your payment.", "If you have any questions, please contact us.", "Late payments are subject to a charge of 1.5% a month."),
    "intro": ("Thank you for your order. We charge as follows:", "For services rendered:", "Dear customer, please find below the details of your purchase."), "page": ("Page 1 of 1", "Page 1/1", "Page 1 of 2"),
}  # fmt: skip
_DE: Wordings = {
    "title": ("Rechnung", "RECHNUNG", "Rechnung", "Rechnung / Lieferschein", "Ihre Rechnung"),
    "number": ("Rechnungsnummer", "Rechnungs-Nr.", "Rechnung Nr.", "Rechnungsnr.", "Rechnung-Nr", "Beleg-Nr.", "Re.-Nr.", "Nummer", "Belegnummer", "Rechnung", "Nr."),
    "date": ("Rechnungsdatum", "Datum", "Belegdatum", "Rechnungsdatum", "Ausstellungsdatum", "Datum der Rechnung", "vom"),
    "due": ("Fällig am", "Zahlbar bis", "Fälligkeitsdatum", "Zahlungsziel", "Fälligkeit", "Bitte zahlen bis"),
    "delivery": ("Lieferdatum", "Leistungsdatum", "Liefer-/Leistungsdatum", "Versanddatum"), "ordered": ("Bestelldatum", "Auftragsdatum", "Bestellung vom"), "period": ("Leistungszeitraum", "Abrechnungszeitraum", "Zeitraum"),
    "order": ("Bestellnummer", "Auftragsnummer", "Auftrags-Nr.", "Ihre Bestellung", "Lieferschein-Nr.", "Vertragsnummer", "Ihr Zeichen"), "customer": ("Kundennummer", "Kunden-Nr.", "Kundennr.", "Kd.-Nr.", "Debitor"),
    "terms": ("Zahlungsbedingungen", "Zahlungsart"), "rep": ("Ansprechpartner", "Bearbeiter", "Sachbearbeiter"),
    "bill_to": ("Rechnung an", "An", "Rechnungsempfänger", "Rechnungsadresse", "Kunde", "Rechnungsanschrift", "Käufer", "Leistungsempfänger", "Auftraggeber", "Firma"), "ship_to": ("Lieferadresse", "Lieferanschrift", "Lieferung an"),
    "from": ("Von", "Verkäufer", "Absender", "Rechnungssteller", "Lieferant", "Leistungserbringer", "Anbieter"),
    "vat": ("USt-IdNr.", "USt-ID", "Steuernummer", "Steuer-Nr.", "St.-Nr.", "UID", "Ust-Id Nr."), "reg": ("Handelsregister", "HRB", "Amtsgericht Köln HRB", "Registergericht"),
    "phone": ("Tel.", "Telefon", "Tel", "Fon", "Mobil"), "bank": ("Bank", "Bankverbindung", "Sparkasse", "Kreditinstitut"), "holder": ("Kontoinhaber", "Empfänger", "Zahlungsempfänger"), "account": ("IBAN", "Konto-Nr."), "bic": ("BIC", "SWIFT/BIC", "BLZ"),
    "item": ("Bezeichnung", "Beschreibung", "Artikel", "Leistung", "Position"), "quantity": ("Menge", "Anzahl", "Stk.", "Std."), "price": ("Einzelpreis", "Preis", "E-Preis", "Einzel", "Preis/Einheit"), "amount": ("Gesamt", "Betrag", "Gesamtpreis", "G-Preis", "Summe", "Gesamt EUR"), "code": ("Pos.", "Art.-Nr.", "Artikelnr.", "Pos"), "rate": ("MwSt.", "USt. %", "MwSt"),
    "subtotal": ("Zwischensumme", "Nettobetrag", "Summe netto", "Netto", "Gesamt netto", "Warenwert netto", "Nettosumme"), "discount": ("Rabatt", "abzgl. Rabatt", "Skonto"), "shipping": ("Versandkosten", "Versand", "Porto und Verpackung", "Fracht"),
    "tax": ("MwSt. 19%", "zzgl. 19% MwSt.", "Umsatzsteuer 19 %", "19% USt.", "Mehrwertsteuer", "USt", "zzgl. USt. 19%"),
    "total": ("Gesamtbetrag", "Rechnungsbetrag", "Gesamt", "Gesamtsumme", "Endbetrag", "Summe", "Gesamt brutto", "Bruttobetrag", "Zu zahlen", "Zahlbetrag", "Total", "Summe brutto", "Gesamtbetrag EUR", "Endsumme", "Rechnungssumme"),
    "pay": ("Zu zahlender Betrag", "Offener Betrag", "Zahlbetrag", "Noch zu zahlen", "Restbetrag"), "paid": ("Anzahlung", "bereits bezahlt", "Abschlag", "Gezahlt"), "previous": ("Saldovortrag",),
    "thanks": ("Vielen Dank für Ihren Auftrag.", "Bitte überweisen Sie den Betrag innerhalb von 14 Tagen.", "Zahlbar sofort ohne Abzug.", "Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.", "Mit freundlichen Grüßen", "Kein Ausweis von Umsatzsteuer gemäß § 19 UStG."),
    "intro": ("Sehr geehrte Damen und Herren,", "für unsere Leistungen berechnen wir Ihnen:", "vielen Dank für Ihre Bestellung. Wir stellen Ihnen in Rechnung:"), "page": ("Seite 1 von 1", "Seite 1/1", "Seite 1"),
}  # fmt: skip
_FR: Wordings = {
    "title": ("FACTURE", "Facture", "Facture", "FACTURE ACQUITTÉE"),
    "number": ("Facture n°", "N° de facture", "Numéro de facture", "Facture N°", "N° facture", "Numéro", "Facture numéro", "Référence facture", "N°", "Facture"),
    "date": ("Date de facture", "Date", "Date de facturation", "Date d'émission", "Date facture", "Date de la facture", "Émise le", "le", "Facture du"),
    "due": ("Date d'échéance", "Échéance", "À régler avant le", "Date limite de paiement", "Échéance le", "Date de règlement"),
    "delivery": ("Date de livraison", "Livré le", "Date d'expédition", "Date de la prestation"), "ordered": ("Date de commande", "Commande du", "Commandé le"), "period": ("Période", "Période de facturation"),
    "order": ("N° de commande", "Commande n°", "Bon de commande", "Référence", "N° BL", "Devis n°", "Votre référence"), "customer": ("N° client", "Code client", "Numéro de client", "Réf. client", "Compte client"), "terms": ("Conditions de paiement", "Mode de règlement"), "rep": ("Contact", "Votre interlocuteur", "Suivi par"),
    "bill_to": ("Facturé à", "Client", "Adresse de facturation", "Destinataire", "FACTURÉ À", "À l'attention de", "Facturer à", "Acheteur", "CLIENT", "Adressé à"), "ship_to": ("Adresse de livraison", "Livré à", "Livraison", "Expédié à"), "from": ("Émetteur", "Vendeur", "De", "Fournisseur", "Prestataire", "ÉMETTEUR", "Vendu par"),
    "vat": ("N° TVA", "TVA intracommunautaire", "N° TVA intracom.", "TVA"), "reg": ("SIRET", "RCS Paris", "SIREN", "N° SIRET"), "phone": ("Tél.", "Tél", "Téléphone", "Tel"), "bank": ("Banque", "Domiciliation"), "holder": ("Titulaire du compte", "Bénéficiaire", "Chèque à l'ordre de"), "account": ("IBAN",), "bic": ("BIC", "SWIFT"),
    "item": ("Désignation", "Description", "Libellé", "Article", "Prestation", "DÉSIGNATION"), "quantity": ("Qté", "Quantité", "QTÉ", "Qte"), "price": ("Prix unitaire", "P.U. HT", "PU HT", "Prix unitaire HT", "PU"), "amount": ("Montant HT", "Total HT", "Montant", "Total"), "code": ("Réf.", "Code", "Référence"), "rate": ("TVA", "Taux TVA", "% TVA"),
    "subtotal": ("Total HT", "Sous-total", "Montant HT", "Total hors taxes", "Total net HT", "TOTAL HT"), "discount": ("Remise", "Remise 10%", "Escompte"), "shipping": ("Frais de port", "Livraison", "Frais d'expédition"), "tax": ("TVA 20%", "TVA", "TVA (20,00 %)", "Montant TVA", "Total TVA"),
    "total": ("Total TTC", "TOTAL TTC", "Net à payer", "Montant TTC", "Montant total TTC", "Total à payer", "Total", "NET À PAYER", "Total toutes taxes comprises", "Montant total", "Montant dû", "Total général"), "pay": ("Net à payer", "Reste à payer", "Solde à payer", "Montant à régler"), "paid": ("Acompte", "Déjà réglé", "Acompte versé"), "previous": ("Solde précédent",),
    "thanks": ("Merci de votre confiance.", "Paiement à 30 jours.", "Règlement par virement à réception de la facture.", "En cas de retard de paiement, une indemnité forfaitaire de 40 € sera due.", "Pas d'escompte pour règlement anticipé.", "TVA non applicable, art. 293 B du CGI"), "intro": ("Madame, Monsieur,", "Veuillez trouver ci-dessous le détail de votre commande."), "page": ("Page 1/1", "Page 1 sur 1"),
}  # fmt: skip
_ES: Wordings = {
    "title": ("FACTURA", "Factura", "Factura", "FACTURA DE VENTA"),
    "number": ("Factura Nº", "Nº de factura", "Número de factura", "Nº factura", "Factura núm.", "Número", "Factura", "N.º factura", "Núm. factura", "Nº"), "date": ("Fecha de factura", "Fecha", "Fecha factura", "Fecha de emisión", "Fecha de expedición", "Fecha de la factura", "FECHA"),
    "due": ("Fecha de vencimiento", "Vencimiento", "Vence el", "Fecha vto.", "Pagar antes del"), "delivery": ("Fecha de entrega", "Fecha de envío", "Fecha de operación"), "ordered": ("Fecha de pedido", "Fecha del pedido"), "period": ("Periodo", "Periodo de facturación"),
    "order": ("Nº de pedido", "Pedido", "Número de pedido", "Albarán", "Su referencia", "Presupuesto"), "customer": ("Nº cliente", "Código cliente", "Cliente nº", "Número de cliente"), "terms": ("Forma de pago", "Condiciones de pago"), "rep": ("Contacto", "Comercial", "Vendedor"),
    "bill_to": ("Cliente", "Facturar a", "Datos del cliente", "CLIENTE", "Facturado a", "Destinatario", "Dirección de facturación", "Para", "Comprador", "Señores"), "ship_to": ("Enviar a", "Dirección de envío", "Dirección de entrega"), "from": ("De", "Emisor", "Datos del emisor", "Proveedor", "Empresa", "Vendedor"),
    "vat": ("NIF", "CIF", "N.I.F.", "NIF/CIF", "C.I.F.", "RFC"), "reg": ("Registro Mercantil de Madrid, Tomo", "Inscrita en el R.M."), "phone": ("Tel.", "Teléfono", "Tfno", "Tlf."), "bank": ("Banco", "Entidad bancaria"), "holder": ("Titular", "Beneficiario"), "account": ("IBAN", "Cuenta", "Nº de cuenta"), "bic": ("BIC", "SWIFT"),
    "item": ("Descripción", "Concepto", "Artículo", "Producto", "CONCEPTO"), "quantity": ("Cantidad", "Cant.", "Uds.", "CANT"), "price": ("Precio", "Precio unitario", "P. unit.", "Precio ud."), "amount": ("Importe", "Total", "IMPORTE", "Subtotal"), "code": ("Ref.", "Código", "Cód."), "rate": ("IVA", "% IVA"),
    "subtotal": ("Base imponible", "Subtotal", "Importe neto", "BASE IMPONIBLE", "Suma"), "discount": ("Descuento", "Dto.", "Dto. 10%"), "shipping": ("Gastos de envío", "Portes", "Envío"), "tax": ("IVA 21%", "IVA", "21% IVA", "Cuota IVA", "I.V.A. 21 %", "IVA (21%)"),
    "total": ("Total", "TOTAL", "Total factura", "Total a pagar", "Importe total", "TOTAL FACTURA", "TOTAL A PAGAR", "Total €", "Total IVA incluido", "Total con IVA", "Total general"), "pay": ("Total a pagar", "Importe pendiente", "Pendiente de pago"), "paid": ("Anticipo", "Pagado", "A cuenta"), "previous": ("Saldo anterior",),
    "thanks": ("Gracias por su confianza.", "Pago por transferencia a 30 días.", "Rogamos indiquen el número de factura en el pago.", "Gracias por su compra"), "intro": ("Estimado cliente:", "Por los servicios prestados:"), "page": ("Página 1 de 1", "Pág. 1/1"),
}  # fmt: skip
_ID: Wordings = {
    "title": ("INVOICE", "FAKTUR", "Faktur Penjualan", "INVOIS", "Faktur", "FAKTUR PAJAK", "INVOIS CUKAI"),
    "number": ("No. Faktur", "Nomor Faktur", "No. Invoice", "No. Invois", "Nomor", "Nomor Invoice", "No. Nota", "No", "Invoice No"), "date": ("Tanggal", "Tanggal Faktur", "Tarikh", "Tgl. Faktur", "Tanggal Invoice", "Tarikh Invois", "Tgl"),
    "due": ("Jatuh Tempo", "Tanggal Jatuh Tempo", "Tarikh Akhir Bayaran", "Jatuh tempo pembayaran"), "delivery": ("Tanggal Kirim", "Tanggal Pengiriman", "Tarikh Hantar"), "ordered": ("Tanggal Pesanan", "Tgl. Order", "Tarikh Pesanan"), "period": ("Periode", "Tempoh"),
    "order": ("No. Pesanan", "No. PO", "Nomor PO", "No. Surat Jalan", "Rujukan", "No. Pesanan Pembelian"), "customer": ("Kode Pelanggan", "ID Pelanggan", "No. Akaun"), "terms": ("Syarat Pembayaran", "Termin", "Terma"), "rep": ("Sales", "Kontak", "Petugas"),
    "bill_to": ("Kepada", "Kepada Yth", "Pelanggan", "Ditagihkan kepada", "Bil kepada", "Kepada Yth.", "Pembeli", "Tagihan Kepada", "Nama Pelanggan"), "ship_to": ("Dikirim ke", "Alamat Pengiriman", "Hantar kepada"), "from": ("Dari", "Penjual", "Pengusaha Kena Pajak", "Perusahaan"),
    "vat": ("NPWP", "No. NPWP", "No. SST"), "reg": ("No. Pendaftaran", "SIUP"), "phone": ("Telp", "Telp.", "Tel", "Telepon", "HP"), "bank": ("Bank", "Transfer ke Bank"), "holder": ("Atas nama", "a/n", "A.n.", "Nama Akaun"), "account": ("No. Rekening", "No. Akaun", "Rek."), "bic": ("SWIFT", "Cabang"),
    "item": ("Nama Barang", "Deskripsi", "Keterangan", "Uraian", "Barang", "Perkara"), "quantity": ("Jumlah", "Qty", "Kuantiti", "Banyak", "Kuantitas"), "price": ("Harga", "Harga Satuan", "Harga Seunit"), "amount": ("Total", "Jumlah", "Jumlah Harga", "Amaun"), "code": ("No", "Kode", "Kod"), "rate": ("PPN",),
    "subtotal": ("Subtotal", "Sub Total", "Jumlah Kecil", "DPP", "Jumlah Harga Jual"), "discount": ("Diskon", "Potongan Harga", "Diskaun"), "shipping": ("Ongkos Kirim", "Biaya Kirim", "Caj Penghantaran"), "tax": ("PPN 11%", "PPN", "SST 6%", "Pajak", "Cukai 6%"),
    "total": ("Total", "Grand Total", "Total Tagihan", "Jumlah Besar", "TOTAL", "Jumlah Perlu Dibayar", "Total Bayar", "Jumlah Keseluruhan", "Total Pembayaran", "Jumlah"), "pay": ("Sisa Tagihan", "Baki Perlu Dibayar", "Sisa"), "paid": ("Uang Muka", "DP", "Telah Dibayar", "Deposit"), "previous": ("Baki terdahulu",),
    "thanks": ("Terima kasih atas kepercayaan Anda.", "Barang yang sudah dibeli tidak dapat dikembalikan.", "Pembayaran dianggap sah setelah dana diterima.", "Hormat kami,"), "intro": ("Dengan hormat,", "Bersama ini kami tagihkan:"), "page": ("Halaman 1 dari 1", "Hal. 1"),
}  # fmt: skip
_ZH: Wordings = {
    "title": ("发票", "销售发票", "增值税电子普通发票", "商业发票", "INVOICE 发票", "形式发票", "账单"), "number": ("发票号码", "发票编号", "编号", "发票号", "单号", "No."), "date": ("开票日期", "日期", "发票日期", "开具日期"), "due": ("到期日", "付款期限", "付款日期"), "delivery": ("交货日期", "发货日期"), "ordered": ("订单日期", "下单日期"), "period": ("服务期间", "账期"),
    "order": ("订单号", "合同编号", "采购订单号"), "customer": ("客户编号", "客户号"), "terms": ("付款条件", "付款方式"), "rep": ("联系人", "经办人"), "bill_to": ("购买方", "客户", "购货单位", "买方", "客户名称", "收票方"), "ship_to": ("收货地址", "送货地址"), "from": ("销售方", "卖方", "开票方", "供应商", "销货单位"), "vat": ("纳税人识别号", "税号", "统一社会信用代码"), "reg": ("注册号",), "phone": ("电话", "联系电话"), "bank": ("开户行", "开户银行"), "holder": ("户名", "账户名称"), "account": ("账号", "银行账号"), "bic": ("SWIFT",),
    "item": ("项目名称", "商品名称", "品名", "货物或应税劳务名称"), "quantity": ("数量",), "price": ("单价",), "amount": ("金额", "小计"), "code": ("序号", "编码"), "rate": ("税率",), "subtotal": ("小计", "不含税金额", "金额合计"), "discount": ("折扣", "优惠"), "shipping": ("运费",), "tax": ("税额", "增值税", "税金"), "total": ("合计", "总计", "价税合计", "应付金额", "总金额", "应付总额", "合计金额"), "pay": ("应付余额", "待付金额"), "paid": ("已付", "定金"), "previous": ("上期余额",),
    "thanks": ("感谢您的惠顾", "请于30天内付款", "如有疑问请与我们联系"), "intro": ("兹列明如下：",), "page": ("第1页 共1页",),
}  # fmt: skip
_NL: Wordings = {
    "title": ("FACTUUR", "Factuur"), "number": ("Factuurnummer", "Factuurnr.", "Factuur nr", "Nummer", "Factuur"), "date": ("Factuurdatum", "Datum", "Factuur datum"), "due": ("Vervaldatum", "Uiterste betaaldatum", "Te betalen voor"), "delivery": ("Leverdatum", "Datum levering"), "ordered": ("Besteldatum", "Orderdatum"), "period": ("Periode",), "order": ("Ordernummer", "Bestelnummer", "Uw referentie"), "customer": ("Klantnummer", "Debiteurnummer", "Klantnr."), "terms": ("Betalingstermijn",), "rep": ("Contactpersoon",),
    "bill_to": ("Aan", "Klant", "Factuuradres", "Factuur aan", "T.a.v."), "ship_to": ("Afleveradres", "Leveren aan"), "from": ("Van", "Leverancier", "Verkoper", "Afzender"), "vat": ("BTW-nummer", "BTW nr.", "Btw-id"), "reg": ("KvK", "KvK-nummer"), "phone": ("Tel.", "Telefoon"), "bank": ("Bank",), "holder": ("Ten name van", "t.n.v."), "account": ("IBAN", "Rekeningnummer"), "bic": ("BIC",), "item": ("Omschrijving", "Artikel"), "quantity": ("Aantal",), "price": ("Prijs", "Stukprijs", "Tarief"), "amount": ("Bedrag", "Totaal"), "code": ("Art.nr.", "Nr."), "rate": ("BTW %", "BTW"), "subtotal": ("Subtotaal", "Totaal excl. BTW", "Bedrag excl. btw"), "discount": ("Korting",), "shipping": ("Verzendkosten",), "tax": ("BTW 21%", "21% BTW", "BTW"), "total": ("Totaal", "Totaal incl. BTW", "Te betalen", "Totaalbedrag", "Factuurbedrag", "Totaal te voldoen", "Bedrag incl. btw"), "pay": ("Nog te betalen", "Te betalen"), "paid": ("Aanbetaling", "Reeds betaald"), "previous": ("Vorig saldo",), "thanks": ("Wij verzoeken u het bedrag binnen 14 dagen over te maken.", "Bedankt voor uw bestelling."), "intro": ("Geachte heer, mevrouw,",), "page": ("Pagina 1 van 1",),
}  # fmt: skip
_IT: Wordings = {
    "title": ("FATTURA", "Fattura", "Fattura immediata"), "number": ("Fattura n.", "Numero fattura", "N. fattura", "Numero documento", "Fattura numero", "Numero"), "date": ("Data", "Data fattura", "Data documento", "Data di emissione", "del"), "due": ("Scadenza", "Data di scadenza", "Scadenza pagamento"), "delivery": ("Data di consegna", "Data consegna"), "ordered": ("Data ordine",), "period": ("Periodo",), "order": ("N. ordine", "Ordine", "DDT n.", "Vs. riferimento"), "customer": ("Codice cliente", "Cod. cliente"), "terms": ("Condizioni di pagamento", "Pagamento"), "rep": ("Agente",),
    "bill_to": ("Spett.le", "Cliente", "Destinatario", "Intestatario", "Cessionario", "Fatturare a"), "ship_to": ("Luogo di consegna", "Spedire a"), "from": ("Fornitore", "Cedente", "Da", "Venditore"), "vat": ("P. IVA", "Partita IVA", "C.F./P.IVA", "P.I."), "reg": ("REA", "C.F."), "phone": ("Tel.", "Telefono"), "bank": ("Banca", "Banca d'appoggio"), "holder": ("Intestato a", "Beneficiario"), "account": ("IBAN",), "bic": ("BIC", "SWIFT"), "item": ("Descrizione", "Articolo"), "quantity": ("Q.tà", "Quantità"), "price": ("Prezzo", "Prezzo unitario", "Prezzo unit."), "amount": ("Importo", "Totale"), "code": ("Codice", "Cod."), "rate": ("IVA", "% IVA"), "subtotal": ("Imponibile", "Totale imponibile", "Subtotale"), "discount": ("Sconto",), "shipping": ("Spese di spedizione", "Trasporto"), "tax": ("IVA 22%", "Totale IVA", "Imposta"), "total": ("Totale fattura", "Totale", "Totale documento", "TOTALE", "Totale da pagare", "Totale dovuto", "Netto a pagare"), "pay": ("Netto a pagare", "Saldo da pagare"), "paid": ("Acconto",), "previous": ("Saldo precedente",), "thanks": ("Grazie per averci scelto.", "Pagamento a 30 giorni data fattura."), "intro": ("Gentile cliente,",), "page": ("Pagina 1 di 1",),
}  # fmt: skip

_PT: Wordings = {
    "title": ("FATURA", "Fatura", "Fatura-recibo", "FATURA"), "number": ("Fatura n.º", "N.º da fatura", "Número", "Fatura", "Documento n.º"), "date": ("Data de emissão", "Data", "Data da fatura", "Emitida em"), "due": ("Vencimento", "Data de vencimento", "Data limite de pagamento"), "delivery": ("Data de entrega", "Data de carga"), "ordered": ("Data da encomenda",), "period": ("Período",), "order": ("Encomenda", "V. encomenda", "Requisição n.º"), "customer": ("Cliente n.º", "Cód. cliente"), "terms": ("Condições de pagamento",), "rep": ("Vendedor",),
    "bill_to": ("Adquirente", "Cliente", "Exmo.(s) Sr.(s)", "Faturar a", "Destinatário"), "ship_to": ("Local de entrega", "Local de descarga"), "from": ("Emitente", "Fornecedor", "De"), "vat": ("NIF", "Contribuinte n.º", "NIPC"), "reg": ("Capital social",), "phone": ("Tel.", "Telefone"), "bank": ("Banco",), "holder": ("Titular da conta",), "account": ("IBAN", "NIB"), "bic": ("BIC/SWIFT",), "item": ("Designação", "Descrição", "Artigo"), "quantity": ("Qtd.", "Quantidade"), "price": ("Preço unit.", "Preço"), "amount": ("Valor", "Total", "Total líquido"), "code": ("Código", "Ref."), "rate": ("IVA", "Taxa IVA"),
    "subtotal": ("Total ilíquido", "Subtotal", "Incidência"), "discount": ("Desconto",), "shipping": ("Portes",), "tax": ("IVA", "IVA 23%", "Total IVA"), "total": ("Total a pagar", "Total", "TOTAL", "Total do documento", "Total da fatura", "Valor a pagar"), "pay": ("A pagar", "Valor em dívida"), "paid": ("Pago", "Adiantamento"), "previous": ("Saldo anterior",), "thanks": ("Processado por computador.", "Obrigado pela preferência."), "intro": ("Exmos. Senhores,",), "page": ("Pág. 1/1",),
}  # fmt: skip
_PL: Wordings = {
    "title": ("FAKTURA", "Faktura VAT", "FAKTURA VAT", "Faktura"), "number": ("Faktura nr", "Nr faktury", "Numer faktury", "Faktura VAT nr", "Nr"), "date": ("Data wystawienia", "Data", "Wystawiono dnia", "Data faktury"), "due": ("Termin płatności", "Termin zapłaty", "Płatne do"), "delivery": ("Data sprzedaży", "Data dostawy", "Data wykonania usługi"), "ordered": ("Data zamówienia",), "period": ("Okres",), "order": ("Nr zamówienia", "Zamówienie", "Umowa nr"), "customer": ("Nr klienta", "Kontrahent"), "terms": ("Sposób zapłaty",), "rep": ("Wystawił",),
    "bill_to": ("Nabywca", "Odbiorca", "Kupujący", "Nabywca"), "ship_to": ("Adres dostawy", "Miejsce dostawy"), "from": ("Sprzedawca", "Wystawca", "Sprzedający"), "vat": ("NIP", "NIP"), "reg": ("REGON", "KRS"), "phone": ("tel.", "Telefon"), "bank": ("Bank",), "holder": ("Posiadacz rachunku",), "account": ("Nr konta", "Rachunek bankowy"), "bic": ("SWIFT",), "item": ("Nazwa towaru lub usługi", "Nazwa", "Opis"), "quantity": ("Ilość",), "price": ("Cena netto", "Cena"), "amount": ("Wartość netto", "Wartość brutto", "Wartość"), "code": ("Lp.", "Kod"), "rate": ("VAT", "Stawka VAT"),
    "subtotal": ("Razem netto", "Wartość netto", "Suma netto"), "discount": ("Rabat",), "shipping": ("Koszt wysyłki", "Przesyłka"), "tax": ("VAT 23%", "Kwota VAT", "Podatek VAT"), "total": ("Razem brutto", "Do zapłaty", "Razem do zapłaty", "SUMA", "Razem", "Kwota do zapłaty"), "pay": ("Pozostaje do zapłaty", "Do zapłaty"), "paid": ("Zapłacono", "Zaliczka"), "previous": ("Saldo poprzednie",), "thanks": ("Dziękujemy za zakupy.", "Prosimy o terminową zapłatę."), "intro": ("Szanowni Państwo,",), "page": ("Strona 1 z 1",),
}  # fmt: skip
_SV: Wordings = {
    "title": ("FAKTURA", "Faktura"), "number": ("Fakturanummer", "Fakturanr", "Faktura nr", "Nummer"), "date": ("Fakturadatum", "Datum"), "due": ("Förfallodatum", "Förfallodag", "Betalas senast"), "delivery": ("Leveransdatum", "Leveransdag"), "ordered": ("Orderdatum",), "period": ("Period", "Avser perioden"), "order": ("Ordernummer", "Er referens", "Beställning"), "customer": ("Kundnr", "Kundnummer"), "terms": ("Betalningsvillkor",), "rep": ("Vår referens", "Handläggare"),
    "bill_to": ("Kund", "Faktureringsadress", "Fakturaadress", "Till", "Mottagare", "Köpare"), "ship_to": ("Leveransadress",), "from": ("Leverantör", "Säljare", "Avsändare", "Från"), "vat": ("Momsreg.nr", "VAT-nr", "Org.nr"), "reg": ("Org.nr", "Säte"), "phone": ("Tel", "Telefon"), "bank": ("Bank",), "holder": ("Betalningsmottagare",), "account": ("Bankgiro", "Plusgiro", "IBAN"), "bic": ("BIC",), "item": ("Benämning", "Beskrivning", "Artikel"), "quantity": ("Antal",), "price": ("À-pris", "Pris"), "amount": ("Belopp", "Summa"), "code": ("Art.nr",), "rate": ("Moms %", "Moms"),
    "subtotal": ("Netto", "Summa exkl. moms", "Exkl. moms"), "discount": ("Rabatt",), "shipping": ("Frakt", "Expeditionsavgift"), "tax": ("Moms", "Moms 25%", "Varav moms"), "total": ("Att betala", "Summa att betala", "Totalt", "Att betala SEK", "Summa inkl. moms", "SUMMA"), "pay": ("Kvar att betala", "Att betala"), "paid": ("Inbetalt", "Förskott"), "previous": ("Tidigare saldo",), "thanks": ("Godkänd för F-skatt", "Dröjsmålsränta enligt räntelagen."), "intro": ("Vi debiterar enligt följande:",), "page": ("Sida 1 av 1", "Sida 1(1)"),
}  # fmt: skip


def unknown_wordings(random: Random) -> Wordings:
    """Those of a language that nobody knows, so that place and form are learnt from too; many are alike in length."""
    return {key: (" ".join(coined(random).title() for _ in range(random.choice([1, 1, 2]))),) for key in _EN}


WORDINGS: Mapping[str, Wordings] = {
    "en": _EN,
    "de": _DE,
    "fr": _FR,
    "es": _ES,
    "id": _ID,
    "zh": _ZH,
    "nl": _NL,
    "it": _IT,
    "pt": _PT,
    "pl": _PL,
    "sv": _SV,
}
LANGUAGE_OF = {"us": "en", "gb": "en", "sg": "en", "my": "en", "de": "de", "fr": "fr", "es": "es", "id": "id", "zh": "zh", "nl": "nl", "it": "it", "pt": "pt", "pl": "pl", "se": "sv", "ch": "de", "in": "en"}  # fmt: skip

WORK: Mapping[str, tuple[str, ...]] = {
    "en": ("Website development", "Consulting services", "Office chair", "Monthly subscription", "Printer cartridge black", "Web hosting (12 months)", "Copper pipe 22 mm", "Software licence", "Maintenance contract", "Travel expenses", "Steel bolts M8", "Training day", "Design of logo", "Paper A4 box", "Freight forwarding", "Domain renewal"),
    "de": ("Beratungsleistung", "Softwarelizenz", "Montagearbeiten", "Büromaterial", "Wartungspauschale", "Fahrtkosten", "Webhosting 12 Monate", "Toner schwarz", "Stahlschrauben M8", "Reinigung Büro", "Schreibtisch Eiche", "Grundgebühr Internet", "Arbeitsstunden Elektriker"),
    "fr": ("Prestation de conseil", "Développement site web", "Licence logiciel", "Fournitures de bureau", "Hébergement annuel", "Frais de déplacement", "Main d'œuvre", "Chaise de bureau", "Abonnement mensuel", "Formation", "Tuyau cuivre 22mm"),
    "es": ("Servicios de consultoría", "Desarrollo web", "Licencia de software", "Material de oficina", "Mantenimiento mensual", "Mano de obra", "Silla de oficina", "Alojamiento web", "Transporte", "Curso de formación"),
    "id": ("Jasa konsultasi", "Kertas A4 80gr", "Perawatan AC", "Kursi kantor", "Lisensi perangkat lunak", "Semen 50kg", "Cetak brosur", "Sewa kendaraan", "Tinta printer", "Pembuatan website"),
    "zh": ("技术服务费", "办公用品", "软件许可", "打印纸A4", "咨询服务", "运输费", "办公椅", "网站建设", "不锈钢螺丝"),
    "nl": ("Advieswerkzaamheden", "Webhosting 12 maanden", "Kantoorartikelen", "Softwarelicentie", "Onderhoud", "Reiskosten", "Bureaustoel"),
    "it": ("Consulenza", "Licenza software", "Manutenzione", "Materiale di cancelleria", "Sviluppo sito web", "Trasporto merce", "Sedia ufficio"),
    "pt": ("Serviços de consultoria", "Papel A4", "Licença anual", "Mão de obra", "Alojamento web", "Cadeira de escritório", "Deslocação"),
    "pl": ("Usługa doradcza", "Papier A4", "Licencja roczna", "Montaż", "Hosting 12 m-cy", "Krzesło biurowe", "Transport"),
    "sv": ("Konsulttimmar", "Kopieringspapper A4", "Licens 12 mån", "Arbete", "Webbhotell", "Kontorsstol", "Resor"),
}  # fmt: skip
