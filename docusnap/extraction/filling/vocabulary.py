"""The words for what forms ask: things people have, and other people that a form asks about. Several languages."""

CONCEPTS = """
full_name: name; full name; legal name; full legal name; complete name; name in full; print name; printed name;
    vollständiger name; nom complet; nombre completo; nama; nama penuh; nama lengkap; 姓名; 名字
first_name: first name; given name; forename; christian name; vorname; prénom; nombre de pila; primer nombre; nama
    pertama; nama depan; 名
middle_name: middle name; second name; zweiter vorname; nama tengah
first_name_and_initial: first name and initial; first name and middle initial; given name and initial; given name
    and middle initial; vorname und initiale; prénom et initiale; nombre e inicial
middle_initial: middle initial; mi; m i; initial; initial of middle name; initiale; initiale du deuxième prénom;
    inicial
initials: name initials; your initials; monogram
last_name: last name; surname; family name; nachname; familienname; zuname; nom de famille; apellido; primer
    apellido; nama keluarga; nama belakang; 姓; 姓氏
birth_date: date of birth; birth date; birthdate; dob; birthday; born; born on; geburtsdatum; geboren am; geboren;
    date de naissance; né le; née le; fecha de nacimiento; tarikh lahir; tanggal lahir; 出生日期; 出生; 生日
birth_place: place of birth; birth place; birthplace; city of birth; geburtsort; lieu de naissance; lugar de
    nacimiento; tempat lahir; 出生地; 出生地点
nationality: nationality; citizenship; country of citizenship; staatsangehörigkeit; nationalität; nationalité;
    nacionalidad; warganegara; kewarganegaraan; 国籍
sex: sex; gender; geschlecht; sexe; sexo; género; jantina; jenis kelamin; 性别
address: address; full address; complete address; anschrift; adresse; dirección; domicilio; alamat; 地址; 住址; 住所
street: street; street address; street name; number and street; street and number; address line 1; address line;
    line 1 address; address number and street; straße; strasse; straße und hausnummer; straße hausnummer; strasse
    nr; rue; numéro et rue; calle; calle y número; jalan; nama jalan; 街道; 街道地址; 详细地址
house_number: house number; building number; hausnummer; numéro de rue; número de casa; nombor rumah;
    nomor rumah; 门牌号
address_line_2: address line 2; second address line; adresszusatz; complément d'adresse
city: city; town; city town; city town or; city or town; stadt; ort; wohnort; place of residence; commune; localité;
    localidad; municipio; kabupaten; ville; ciudad; bandar; kota; 城市; 市
apartment: apartment; apartment number; apt; apt number; unit number; unit; suite; suite number; flat; flat number;
    wohnung; appartement; departamento; piso; nombor unit; nomor unit; 房号; 单元
county: county; landkreis; kreis; comté; condado; daerah
state: state; province; state province; state or province; bundesland; provincia; negeri; provinsi; 省; 州
postal_code: postal code; postcode; post code; zip; zip code; zip postal code; zip code or postal code; plz;
    postleitzahl; code postal; código postal; poskod; kode pos; 邮编; 邮政编码
country: country; country of residence; land; pays; país; negara; 国家
area_code: area code; phone area code; vorwahl; indicatif; código de área; kod kawasan; kode area; 区号
phone: phone; phone number; contact number; daytime phone; daytime phone number; evening phone; best phone number;
    telefonnummer; numéro de téléphone; no telefon; nombor telefon; nomor telepon; telepon; 电话; 电话号码; 联系电话
mobile: mobile; mobile number; mobile phone; mobile phone number; cell phone; cell phone number; handynummer;
    mobilnummer; téléphone portable; no telefon bimbit; 手机; 手机号; 手机号码
fax: fax; fax number; telefax; 传真
email: email; email address; mail; correo electrónico; correo; courriel; adresse email; emel; alamat emel; surel;
    电子邮件; 邮箱; 电子邮箱
passport_number: passport number; passport; travel document number; reisepassnummer; passnummer; numéro de
    passeport; número de pasaporte; pasaporte; nombor pasport; no pasport; 护照号; 护照号码
id_number: id number; id card number; identity card number; identity number; national id; national id number; ic; ic
    number; nric; nric number; personalausweisnummer; ausweisnummer; cni; numéro de carte d'identité; dni; nie;
    cédula; no kad pengenalan; kad pengenalan; nik; no ktp; 身份证号; 身份证号码; 身份证; 公民身份号码
licence_number: driver license number; driver licence number; drivers license number; driving licence number;
    license number driver; driver license; driving licence; führerscheinnummer; numéro de permis de conduire; 驾驶证号
document_number: document number; dokumentennummer; numéro du document; número de documento; 证件号码; 证件号
tax_number: tax id; tax number; tax identification number; tin; steuernummer; steuer id; numéro fiscal; nif; npwp;
    税号
social_security: social security number; ssn; sozialversicherungsnummer; numéro de sécurité sociale; número de
    seguridad social
passport_issue_date: passport issue date; passport date of issue
passport_expiry_date: passport expiry date; passport expiration date; passport date of expiry; passport expires;
    passport valid until
issue_date: date of issue; issue date; issued on; issued; ausstellungsdatum; ausgestellt am; date de délivrance;
    fecha de expedición; tarikh dikeluarkan; 签发日期
expiry_date: date of expiry; expiry date; expiration date; expires; expiry; valid until; valid thru; valid to;
    gültig bis; ablaufdatum; date d'expiration; fecha de caducidad; fecha de vencimiento; tarikh luput; 有效期至; 有效期
issuing_country: issuing country; country of issue; issuing state; ausstellender staat; pays émetteur; 签发国
issuing_authority: issuing authority; authority; issued by; behörde; ausstellende behörde; autorité; autoridad; 签发机关
company: company; company name; employer; employer name; name of employer; name of company; organization;
    organisation; organization name; firma; firmenname; arbeitgeber; société; entreprise; employeur; empresa;
    empleador; syarikat; nama syarikat; majikan; perusahaan; 公司; 公司名称; 单位; 工作单位
occupation: occupation; profession; job title; position; beruf; métier; profesión; ocupación; pekerjaan; jawatan; 职业
filing_status: filing status; tax filing status
relationship: relationship; relationship to you; relationship to applicant; relation; verwandtschaftsverhältnis;
    verwandtschaft; lien de parenté; parentesco; hubungan; pertalian; 关系; 与本人关系
marital_status: marital status; civil status; familienstand; état civil; situation de famille; estado civil; taraf
    perkahwinan; 婚姻状况
religion: religion; konfession; religión; agama; 宗教
bank: bank; bank name; name of bank; kreditinstitut; banque; banco; nama bank; 开户行; 银行
iban: iban; iban number
bic: bic; swift; swift code; bic swift; bic swift code
account_type: account type; type of account; kontoart; type de compte; tipo de cuenta; jenis akaun; jenis rekening;
    账户类型
account_number: account number; bank account number; bank account; kontonummer; numéro de compte; número de cuenta;
    no akaun; nombor akaun; 账号; 银行账号
card_number: card number; credit card number; debit card number; kartennummer; numéro de carte; número de tarjeta;
    卡号
routing_number: routing number; bank routing number; aba routing number
wages: wages; salary; total wages; wages salaries tips; wages w2; w2 wages; wages and salaries; total amount from
    form w2 box 1; wages from w2; wages form w2; wages tips other compensation; gross wages; lohn; gehalt; salaire;
    salario; gaji
tips: tip income; tips; unreported tips; tips not reported; tip income not reported on line 1a
taxable_interest: taxable interest; taxable interest income
exempt_interest: tax exempt interest; tax exempt interest income; exempt interest
ordinary_dividends: ordinary dividends
qualified_dividends: qualified dividends
capital_gain: capital gain; capital gains; capital gain or; capital gain or loss
estimated_tax: estimated tax payments; estimated tax payments and amount applied from return
employer_number: employer identification number; ein
merchant: merchant; merchant name; vendor; vendor name; store; store name; shop; shop name; seller; supplier; payee;
    händler; verkäufer; vendeur; vendedor; kedai; penjual; 商家; 商户
total: total; total amount; amount; amount due; grand total; total due; gesamtbetrag; betrag; montant total;
    montant; importe; importe total; jumlah; 金额; 总额; 合计
purchase_date: receipt date; invoice date; purchase date; transaction date; date of purchase; date of receipt; date
    of invoice; rechnungsdatum; date de facture; fecha de factura; tarikh resit; 开票日期
"""
"""One thing a line: its name, a colon, what forms call it; a line that goes on is indented."""

PAPERS = """
company: company; company name; seller; seller name; supplier; supplier name; merchant; merchant name; vendor; vendor
    name; store; store name; shop; shop name; business; business name; restaurant; issuer; issued by; from company;
    verkäufer; händler; lieferant; firma; fournisseur; vendeur; marchand; commerçant; vendedor; proveedor; emisor;
    comercio; venditore; fornitore; penjual; kedai; toko; syarikat; perusahaan; 商家; 商户; 卖方; 销售方; 公司
company_address: address of company; company address; seller address; supplier address; merchant address; vendor
    address; store address; shop address; business address
buyer: buyer; buyer name; customer; customer name; client; client name; bill to; billed to; invoice to; sold to;
    recipient; recipient name; kunde; käufer; rechnungsempfänger; client facturé; acheteur; cliente; comprador;
    acquirente; pembeli; pelanggan; 买方; 购买方; 客户
date: date; document date; issue date; issued on; date issued; datum; fecha; data; tanggal; tarikh; 日期
invoice_date: invoice date; receipt date; purchase date; transaction date; bill date; date of invoice; date of
    purchase; date time; datetime; timestamp; purchased at; issued at; rechnungsdatum; belegdatum; date de facture;
    date de la facture; fecha de factura; fecha de emisión; data fattura; tarikh resit; tanggal faktur; 开票日期
due_date: due date; payment due; payment due date; due; pay by; payable by; date due; fällig am; fälligkeitsdatum;
    zahlbar bis; date d'échéance; échéance; fecha de vencimiento; vencimiento; scadenza; jatuh tempo; 到期日; 付款期限
time: time; time of day; time of purchase; uhrzeit; zeit; heure; hora; ora; masa; waktu; jam; 时间
total: total; grand total; total amount; amount due; total due; total payable; amount payable; balance due; amount to
    pay; total to pay; total price; total paid; invoice total; receipt total; amount; sum; net total; gesamtbetrag;
    gesamtsumme; gesamt; summe; rechnungsbetrag; endbetrag; zu zahlen; zahlbetrag; betrag; montant total; total ttc;
    total à payer; net à payer; montant; importe total; total a pagar; importe; totale; totale da pagare; importo;
    jumlah; jumlah besar; total bayar; 合计; 总计; 总额; 价税合计; 应付金额; 金额
subtotal: subtotal; sub total; net amount; total before tax; amount before tax; total excluding tax; zwischensumme;
    nettobetrag; netto; sous total; total ht; montant ht; base imponible; subtotale; imponibile; 小计
tax: tax; tax amount; total tax; vat; vat amount; gst; gst amount; sst; sales tax; mwst; mehrwertsteuer; umsatzsteuer;
    ust; steuer; tva; montant tva; iva; importe iva; cukai; ppn; pajak; 税额; 税金; 增值税
tax_rate: tax rate; vat rate; tax percent; vat percent; gst rate; steuersatz; mwst satz; taux tva; tipo iva; 税率
discount: discount; rabatt; nachlass; remise; descuento; sconto; diskaun; diskon; potongan; 折扣
rounding: rounding; rounding adjustment; rundung; arrondi; redondeo; 舍入
service_charge: service charge; service; tip; gratuity; bedienung; servicio; caj perkhidmatan; 服务费
paid: paid; amount paid; cash; tendered; amount tendered; payment; gezahlt; bar; gegeben; espèces; payé; efectivo;
    pagado; tunai; bayar; 现金; 实收
change: change; change due; rückgeld; zurück; rendu; monnaie; cambio; vuelto; baki; kembali; kembalian; 找零
payment_method: payment method; method of payment; payment type; paid by; zahlungsart; zahlungsmethode; zahlungsweise;
    mode de paiement; moyen de paiement; forma de pago; método de pago; cara bayaran; metode pembayaran; 支付方式
currency: currency; currency code; währung; devise; moneda; valuta; mata wang; mata uang; 币种; 货币
invoice_number: invoice number; invoice id; receipt number; receipt id; bill number; document number; doc number;
    transaction number; transaction id; slip number; rechnungsnummer; rechnung number; belegnummer; bon number; numéro
    de facture; facture number; número de factura; factura number; fattura number; nombor resit; nomor faktur; faktur
    number; 发票号码; 发票号; 票据号; 单号
order_number: order number; order id; order reference; purchase order; purchase order number; po number; bestellnummer;
    auftragsnummer; commande number; numéro de commande; número de pedido; pedido number; nomor pesanan; 订单号
customer_number: customer number; customer id; client number; account number; kundennummer; numéro client; número de
    cliente; nomor pelanggan; 客户编号
registration_number: registration number; company registration number; business registration number; company number;
    handelsregister; hrb; siret; siren; nomor pendaftaran; 注册号
tax_number: tax number; tax id; vat number; vat id; vat registration number; gst number; gst id; gst registration
    number; tax identification number; tin; ust id; ust id number; umsatzsteuer id; steuernummer; numéro tva; tva
    intracommunautaire; nif; cif; partita iva; npwp; 税号; 纳税人识别号
cashier: cashier; served by; server; operator; kassierer; caissier; cajero; juruwang; kasir; 收银员
phone: phone; phone number; telephone; telephone number; contact number; tel; telefon; telefonnummer; rufnummer;
    téléphone; numéro de téléphone; teléfono; telefono; telepon; no telefon; 电话; 电话号码; 联系电话
email: email; email address; mail; correo electrónico; courriel; emel; surel; 电子邮件; 邮箱
website: website; web; web site; url; homepage; internet; site web; sitio web; laman web; 网址; 网站
reference: reference; reference number; ref; ref number; your reference; our reference; referenz; aktenzeichen;
    référence; referencia; rujukan; referensi; 参考号; 编号
subject: subject; re; concerning; betreff; objet; asunto; oggetto; perkara; perihal; 主题; 事由
sender: sender; sender name; from; absender; expéditeur; remitente; mittente; pengirim; 寄件人; 发件人
item_name: name; item; item name; description; item description; product; product name; article; goods; service;
    details; particulars; bezeichnung; beschreibung; artikel; leistung; désignation; descripción; concepto; producto;
    descrizione; nama barang; barang; produk; keterangan; 品名; 项目; 商品; 名称
quantity: quantity; qty; count; units; amount of items; menge; anzahl; stück; quantité; cantidad; quantità; kuantiti;
    kuantitas; jumlah barang; 数量
unit_price: unit price; price; price per unit; rate; unit cost; einzelpreis; preis; stückpreis; prix unitaire; prix;
    precio unitario; precio; prezzo; prezzo unitario; harga; harga satuan; harga seunit; 单价; 价格
item_amount: amount; line total; line amount; total; total price; net; sum; value; betrag; gesamt; gesamtpreis;
    summe; montant; total ht; importe; importo; jumlah; 金额
item_tax: tax; tax code; tax mark; tax rate; vat; vat rate; gst; mwst; ust; tva; iva; 税率
"""
"""What receipts, invoices and letters say, and what a caller's schema may call it; in the form of `CONCEPTS`."""

ROLES = r"""
spouse: spouses? | husband | wife | partner | ehepartner | ehegatt\w+ | conjoint | epoux | epouse | conyuge |
    pasangan | suami | isteri | 配偶
parent: fathers? | mothers? | parents? | guardians? | vaters? | mutter | pere | mere | padre | madre | bapa |
    ibu | ayah | wali | 父亲? | 母亲? | 监护人
child: child(?:ren)? | sons? | daughters? | dependants? | dependents? | kind(?:er)? | enfants? | hij[oa]s? |
    anak | 子女
emergency: emergency | kin | notfall | urgence | emergencia | kecemasan | waris | darurat | 紧急
preparer: preparers?
designee: designees? | third party
witness: witness(?:es)? | zeugen? | temoins? | testigos? | saksi | 证人
beneficiary: beneficiar(?:y|ies) | nominees? | begunstigter? | beneficiaires? | beneficiarios? | penerima | 受益人
lawyer: attorneys? | lawyers? | rechtsanwalt | avocat | abogado | peguam | 律师
landlord: landlords? | vermieter | proprietaire | arrendador | tuan rumah | 房东
doctor: doctors? | physicians? | dr | arzt | medecin | medico | doktor | dokter | 医生
third: referee | sponsor | agent | supervisor | representative | guarantor | teacher | recipient
other: references? | referred | co | joint | second | manager | person | contact name | sender | receiver |
    insured | insurer | insurance | policyholder | cardholder | approver | approved | prepared | checked |
    requested | submitted | received | authori[sz]ed | office use | official use | seller | buyer | owner |
    driver name | user | login | school | university | pet | project | product | account holder | account name |
    on card | file | event | ship | vessel | hotel | building | department
former: maiden | former | previous | old | birth name | geburtsname | other names? | alias | prior | past |
    mother tongue
work: work | business | office | employers? | company | firma | firm | dienstlich | professionnel | trabajo |
    pejabat | kantor | corporate
delivery: delivery | shipping | billing | bill to | ship to | lieferadresse | rechnungsadresse | livraison |
    facturation | envio
bank_own: bank | banque | banco | branch
"""
"""Whose a thing is if not the person's own: the role, a colon, patterns that tell it."""

STRANGERS = (
    "emergency",
    "preparer",
    "designee",
    "witness",
    "beneficiary",
    "lawyer",
    "landlord",
    "doctor",
    "third",
)
"""The roles of people outside the family, in whose place nobody else is ever meant."""

SOFT = """
home residential residence permanent current present postal mailing correspondence private
"""
"""Distinctions that matter only where both sides make one."""

STOP = """
of the in your my a an at on and to for please enter s is are applicant applicants holder customer client
employee patient student member candidate tenant borrower traveller traveler passenger taxpayer claimant
personal primary own print block letters capital de la le les l du des d el los las del der die das von am et
y und dan
"""
"""Words that say nothing about what is asked."""

SAME = """
number: no nr num nbr nos nummer numero nombor nomor numbers
phone: tel telephone telefon telephon telefono telefone phones
mobile: handphone cellphone cellular cell handy hp portable movil
email: emails
name: names
surname: surnames
prenom: prenoms
apellido: apellidos
vorname: vornamen
forename: forenames
address: addresses
license: licence
driver: drivers driving
"""
"""Words written in one way, and the ways they are found."""

SURNAMES_THAT_COME_FIRST = """
tan lim lee ng ong wong goh chua chan koh teo ang yeo tay ho low toh sim chong chia fong leong lau lai yap
chin chen wang li zhang liu yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song
tang deng han feng peng cao zeng tian dong pan yuan cai jiang yu ye cheng wei su lu ding kim park choi jung
kang cho yoon jang shin seo kwon nguyen tran le pham hoang phan vu vo dang bui do nagy kovacs toth szabo
horvath varga
"""
"""Common where the family name is written first."""


def table(text: str, between: str) -> dict[str, tuple[str, ...]]:
    """A table above as a mapping; `between` separates what stands after the colon."""
    rows = (row.partition(":") for row in text.replace("\n    ", " ").strip().splitlines())
    return {name: tuple(item.strip() for item in items.split(between) if item.strip()) for name, _, items in rows}
