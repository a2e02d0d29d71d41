"""Words that papers of a kind carry, in English, Malay, Indonesian, German, French, Spanish and Chinese."""

import re
import unicodedata

_CUES: dict[str, str] = {
    "total": (
        r"total|jumlah|summe|gesamt|montant|importe|amount due|balance due|a payer|zu zahlen|合计|总计|总额|"
        r"应付|小计|subtotal|sub-total|net amt|grand"
    ),
    "tax": r"\bgst\b|\bsst\b|\bvat\b|\btax\b|mwst|\bust\b|\btva\b|\biva\b|\bppn\b|\bpb1\b|cukai|pajak|税",
    "paid": (
        r"\bcash\b|change|tunai|kembali|tendered|visa|mastercard|debit card|credit card|bargeld|\bbar\b|"
        r"gegeben|ruckgeld|especes|rendu|efectivo|cambio|tarjeta|carte bancaire|现金|找零|支付|rounding|"
        r"pembulatan|\bpaid\b|bayar"
    ),
    "receipt": (
        r"receipt|resit|cash ?bill|cash ?sale|kassenbon|quittung|\bbon\b|ticket de caisse|recibo|"
        r"factura simplificada|struk|kwitansi|\bnota\b|小票|收据|guest check|thank you|terima kasih|"
        r"vielen dank|merci|gracias|please come again|谢谢|cashier|kasir|kassierer|caissier|cajero|收银|"
        r"exchange|refund|goods sold"
    ),
    "shop": (
        r"\bqty\b|\bpcs\b|\bitems?\b|\bu/?price\b|disc\b|discount|\bpos\b|terminal|member|barcode|menge|"
        r"anzahl|quantite|cantidad|harga|数量|单价|\bkuantiti\b"
    ),
    "invoice": r"invoice|rechnung|facture|factura|faktur|\binvois\b|发票",
    "billing": (
        r"bill(?:ed)? to|ship to|sold to|due date|payment terms?|terms of payment|\biban\b|\bbic\b|swift|"
        r"bank account|purchase order|\bp\.?o\.? (?:no|number)|zahlbar|kundennummer|leistungszeitraum|"
        r"verwendungszweck|uberweisung|echeance|reference client|date de facturation|vencimiento|"
        r"datos del cliente|cliente|nomor rekening|jatuh tempo|开户|购买方|销售方|付款|unit price|einzelpreis|"
        r"prix unitaire|precio unitario|customer (?:no|id)|invoice (?:no|number|date)"
    ),
    "form": (
        r"application|applicant|please (?:print|type|complete|tick|fill)|in block letters|for office use|"
        r"office use only|official use|signature|date of birth|check (?:one|box|all)|tick|if yes|"
        r"yes\W{0,8}no\b|borang|permohonan|pemohon|tandatangan|formulir|isian|antrag|unterschrift|ausfullen|"
        r"ankreuzen|formulaire|demande|signature du|cochez|formulario|solicitud|solicitante|firma|marque|申请|"
        r"签名|签字|填写|表格|登记表|\bform\b|see instructions|enter (?:the|your)|attach|employer|approved by|"
        r"prepared by|requested by|submitted|registration"
    ),
    "field": (
        r"\bname\b|address|phone|\btel\b|telephone|\bfax\b|e-?mail|\bcity\b|\bstate\b|\bzip\b|post ?code|"
        r"occupation|\bsex\b|gender|marital|nationality|\bnama\b|alamat|telefon|telepon|vorname|nachname|"
        r"anschrift|geburtsdatum|telefonnummer|\bnom\b|prenom|adresse|telephone|apellidos|nombre|direccion|"
        r"telefono|姓名|地址|电话|性别|出生|title|\bdate\b|company|department|position|type of|number of|"
        r"quantity|\bcode\b|brand|account"
    ),
    "identity": (
        r"passport|passeport|reisepass|pasaporte|paspor|pasport|identity card|identitatskarte|personalausweis|"
        r"carte (?:nationale )?d.identite|documento nacional|kad pengenalan|mykad|kartu tanda penduduk|"
        r"\bnik\b|driv(?:er|ing).{0,3}licen[cs]e|fuhrerschein|permis de conduire|permiso de conduc|"
        r"lesen memandu|surat izin mengemudi|居民身份证|公民身份号码|护照|身份证|驾驶证|residence permit|"
        r"aufenthaltstitel"
    ),
    "person": (
        r"surname|given names?|nationality|place of birth|date of (?:issue|expiry)|expiry|expires|authority|"
        r"issuing|staatsangehorigkeit|geburtsort|gultig bis|nationalite|lieu de naissance|date d.expiration|"
        r"nacionalidad|lugar de nacimiento|caducidad|warganegara|tempat/?\s?tgl|agama|berlaku|kewarganegaraan|"
        r"民族|住址|签发机关|有效期|height|eyes|holder|\bdob\b|\bsex\b|p<|<<"
    ),
    "ticket": (
        r"boarding|admit one|e-?ticket|ticket (?:no|number)|passenger|\bgate\b|\bseat\b|\brow\b|depart|arriv|"
        r"flight|\btrain\b|\bcoach\b|platform|fahrkarte|\bgleis\b|\bwagen\b|sitzplatz|abfahrt|hinfahrt|"
        r"reservierung|billet|\bvoiture\b|\bplace\b|depart|embarquement|boleto|billete|asiento|\btren\b|"
        r"salida|llegada|embarque|tiket|penumpang|kursi|kerusi|berlepas|车票|次车?\b|车次|检票|座|站|登机|"
        r"票价|admission|entrance|screen|\bvenue\b|doors open|\bone way\b|\breturn\b|single\b|outward|valid"
    ),
    "letter": (
        r"\bdear\b|sincerely|faithfully|kind regards|best regards|yours truly|sehr geehrte|mit freundlichen|"
        r"madame|monsieur|veuillez agreer|cordialement|estimad[oa]|atentamente|saludos|yang terhormat|"
        r"dengan hormat|hormat kami|tuan/?puan|yang benar|yours|您好|尊敬的|此致|敬礼|\bsubject\b|\bbetreff\b|"
        r"\bobjet\b|\basunto\b|perihal|perkara|enclos|regarding|\bp\.?s\."
    ),
    "article": (
        r"abstract|introduction|chapter|figure \d|references|conclusion|et al|kapitel|abbildung|einleitung|"
        r"chapitre|resume|capitulo|resumen|bab \d|pendahuluan|摘要|第.{1,3}章|参考文献|journal|volume|"
        r"\bsection \d|copyright|editor"
    ),
    "table": (
        r"\btable\b|tabelle|tableau|\btabla\b|\btabel\b|jadual|schedule|timetable|\bstock\b|inventory|"
        r"price list|ranking|results?\b|average|mean\b|quarter|\bjan\b|\bfeb\b|\bmar\b|monday|montag|lundi|"
        r"lunes|senin|isnin|表|平均|price ?list|preisliste|score|\brank\b|\bno\b.{0,4}name|units?\b|percent|"
        r"year"
    ),
    "plenty": (
        r"sale\b|open daily|opening hours|menu|welcome|free\b|special|offer|grand opening|www\.|http|@|recipe|"
        r"warning|caution|exit|instructions"
    ),
}  # fmt: skip
NAMES = tuple(_CUES)
_PATTERNS = tuple(re.compile(re.sub(r"(?<=\w) (?=\w|\()", r"\\s*", words)) for words in _CUES.values())
_STOP = {
    "the", "of", "and", "to", "in", "is", "that", "for", "with", "as", "was", "on", "are", "by", "this", "be",
    "from", "at", "or", "which", "it", "have", "not", "has", "we", "you", "your", "our",
    "der", "die", "das", "und", "ist", "von", "den", "mit", "zu", "im", "nicht", "ein", "eine", "auf", "fur",
    "des", "dem", "sich", "wir", "sie", "auch", "werden", "wurde",
    "le", "la", "les", "de", "et", "est", "un", "une", "dans", "que", "pour", "qui", "sur", "pas",
    "nous", "vous", "avec", "par", "plus", "au", "du",
    "el", "los", "las", "una", "por", "con", "para", "del", "se", "su", "es", "son", "como", "mas",
    "fue", "este", "esta",
    "yang", "dan", "di", "dengan", "untuk", "pada", "ini", "itu", "dari", "tidak", "dalam", "kami", "akan",
    "telah", "oleh", "kepada", "adalah", "juga",
}  # fmt: skip
_CHINESE_STOP = re.compile("[的了是在和我们有这一不与及为]")
_WORD = re.compile(r"[a-z]+")


def plain(text: str) -> str:
    """In lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def counts(text: str) -> list[int]:
    """How often each of the groups of cues occurs in plain text, at most 20 times each."""
    return [sum(1 for _, _ in zip(range(20), found.finditer(text), strict=False)) for found in _PATTERNS]


def prose_share(text: str) -> float:
    """Of the words, those that only sentences need, 0..1; for Chinese, of the signs."""
    words = _WORD.findall(text)
    signs = sum("\u4e00" <= c <= "\u9fff" for c in text)
    small = sum(word in _STOP for word in words) + 2 * len(_CHINESE_STOP.findall(text))
    return small / max(1, len(words) + signs)
