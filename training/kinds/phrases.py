"""What made papers say, by language; made up for this purpose."""

LANGUAGES = ("en", "en", "en", "de", "fr", "es", "ms", "id", "zh")
COUNTRY = {"en": "us", "de": "de", "fr": "fr", "es": "es", "ms": "my", "id": "id", "zh": "zh"}

SENTENCES: dict[str, tuple[str, ...]] = {
    "en": (
        "Thank you for your letter of last week, which we have read with care.",
        "We are pleased to tell you that the work on the new building will begin in spring.",
        "As we discussed by telephone, the committee will meet again at the end of the month.",
        "Please let us know whether you would like to take part, and how many guests you will bring.",
        "The results show that small changes in temperature have a large effect on the growth of the plants.",
        "In the first part of this report we describe how the samples were taken and stored.",
        "It was a cold morning, and the streets of the town were still empty when the first train arrived.",
        "The council has decided to close the bridge until further notice, as repairs are needed.",
        "Nothing in this agreement shall be taken to limit the rights of either party under the law.",
        "The tenant shall keep the rooms in good order and return them clean at the end of the lease.",
        "I have worked in this field for more than ten years and enjoy meeting new people.",
        "Should you have any questions, do not hesitate to call me at the number given above.",
        "Most of the visitors came from nearby villages, although some had travelled for several days.",
        "Further studies will be needed before the method can be used outside the laboratory.",
        "We would like to remind you that the membership fee for this year has not yet been received.",
        "The new rules take effect on the first of January and replace those of the previous year.",
        "She opened the window and looked at the river, where two boats were moving slowly to the sea.",
        "For this reason we ask all members of staff to leave the car park free on Friday afternoon.",
        "The market for these products has grown steadily, and competition has become stronger.",
        "Enclosed you will find the documents that you asked for, together with a short summary.",
        "Several smokers in the study reported that they had changed their brand in the past year.",
        "The memorandum attached to this note explains the schedule for the second half of the project.",
    ),
    "de": (
        "Vielen Dank für Ihr Schreiben, das wir mit großem Interesse gelesen haben.",
        "Wir freuen uns, Ihnen mitteilen zu können, dass die Arbeiten im Frühjahr beginnen werden.",
        "Wie telefonisch besprochen, trifft sich der Ausschuss am Ende des Monats noch einmal.",
        "Die Ergebnisse zeigen, dass schon kleine Änderungen der Temperatur eine große Wirkung haben.",
        "Der Mieter ist verpflichtet, die Räume in gutem Zustand zu halten und sauber zu übergeben.",
        "Es war ein kalter Morgen, und die Straßen der Stadt waren noch leer, als der erste Zug ankam.",
        "Bitte teilen Sie uns mit, ob Sie an der Veranstaltung teilnehmen möchten.",
        "Für Rückfragen stehen wir Ihnen unter der oben genannten Nummer gern zur Verfügung.",
        "Die neue Ordnung tritt am ersten Januar in Kraft und ersetzt die bisherige.",
        "Anbei erhalten Sie die gewünschten Unterlagen und eine kurze Zusammenfassung.",
        "Hiermit kündige ich den Vertrag fristgerecht zum nächstmöglichen Zeitpunkt.",
    ),
    "fr": (
        "Nous vous remercions de votre lettre, que nous avons lue avec beaucoup d'attention.",
        "Nous avons le plaisir de vous informer que les travaux commenceront au printemps.",
        "Les résultats montrent que de petites variations de température ont un grand effet.",
        "Le locataire s'engage à maintenir les lieux en bon état et à les rendre propres.",
        "C'était un matin froid, et les rues de la ville étaient encore vides.",
        "Merci de nous faire savoir si vous souhaitez participer à cette réunion.",
        "Le nouveau règlement entre en vigueur le premier janvier et remplace le précédent.",
        "Vous trouverez ci-joint les documents demandés ainsi qu'un bref résumé.",
        "Pour toute question, n'hésitez pas à nous appeler au numéro indiqué ci-dessus.",
        "La plupart des visiteurs venaient des villages voisins, quelques-uns de plus loin.",
    ),
    "es": (
        "Le agradecemos su carta, que hemos leído con mucha atención.",
        "Nos complace informarle de que las obras comenzarán en primavera.",
        "Los resultados muestran que pequeños cambios de temperatura tienen un gran efecto.",
        "El arrendatario se compromete a mantener las habitaciones en buen estado.",
        "Era una mañana fría y las calles de la ciudad estaban todavía vacías.",
        "Le rogamos que nos comunique si desea participar en la reunión.",
        "Las nuevas normas entran en vigor el primero de enero y sustituyen a las anteriores.",
        "Adjunto encontrará los documentos solicitados y un breve resumen.",
        "Para cualquier pregunta, no dude en llamarnos al número indicado arriba.",
        "La mayoría de los visitantes venían de los pueblos cercanos.",
    ),
    "ms": (
        "Terima kasih atas surat tuan yang telah kami baca dengan teliti.",
        "Sukacita dimaklumkan bahawa kerja pembinaan akan bermula pada bulan hadapan.",
        "Hasil kajian menunjukkan bahawa perubahan suhu yang kecil memberi kesan yang besar.",
        "Penyewa hendaklah menjaga bilik dalam keadaan baik dan memulangkannya dengan bersih.",
        "Sila maklumkan kepada kami sama ada tuan akan menghadiri mesyuarat itu.",
        "Peraturan baharu ini berkuat kuasa pada satu Januari dan menggantikan yang lama.",
        "Bersama-sama ini disertakan dokumen yang diminta untuk perhatian tuan.",
        "Kebanyakan pelawat datang dari kampung yang berdekatan.",
        "Kerjasama dan perhatian pihak tuan amatlah dihargai dan didahului dengan ucapan terima kasih.",
    ),
    "id": (
        "Terima kasih atas surat Bapak yang telah kami baca dengan saksama.",
        "Dengan ini kami memberitahukan bahwa pekerjaan akan dimulai pada bulan depan.",
        "Hasil penelitian menunjukkan bahwa perubahan suhu yang kecil berpengaruh besar.",
        "Penyewa wajib menjaga ruangan dalam keadaan baik dan mengembalikannya dalam keadaan bersih.",
        "Mohon kabari kami apakah Bapak dan Ibu akan menghadiri rapat tersebut.",
        "Peraturan baru ini mulai berlaku pada tanggal satu Januari dan menggantikan yang lama.",
        "Bersama surat ini kami lampirkan dokumen yang diminta beserta ringkasannya.",
        "Sebagian besar pengunjung datang dari desa di sekitar kota itu.",
        "Demikian surat ini kami sampaikan, atas perhatian Bapak kami ucapkan terima kasih.",
    ),
    "zh": (
        "感谢您的来信，我们已经认真阅读。", "我们很高兴地通知您，工程将于春季开始。", "结果表明，温度的微小变化会产生很大的影响。",
        "承租人应当保持房屋的良好状态，并在租期结束时归还。", "那是一个寒冷的早晨，城里的街道还是空的。", "请告诉我们您是否愿意参加会议。",
        "新的规定自一月一日起施行，原规定同时废止。", "随信附上您需要的文件和简短的说明。", "如有任何问题，请拨打上面的电话与我们联系。",
        "大多数参观者来自附近的村庄。", "甲乙双方经协商一致，签订本合同。", "为了进一步提高服务质量，我们决定调整工作时间。",
    ),
}  # fmt: skip

GREETINGS = {
    "en": (("Dear Sir or Madam,", "Yours faithfully,"), ("Dear {name},", "Yours sincerely,"), ("Dear Mr. {name}:", "Sincerely yours,"), ("Hello {name},", "Kind regards"), ("Dear Dr. {name}:", "Very truly yours,")),
    "de": (("Sehr geehrte Damen und Herren,", "Mit freundlichen Grüßen"), ("Sehr geehrter Herr {name},", "Mit freundlichen Grüßen"), ("Liebe Frau {name},", "Herzliche Grüße")),
    "fr": (("Madame, Monsieur,", "Veuillez agréer, Madame, Monsieur, nos salutations distinguées."), ("Cher Monsieur {name},", "Cordialement,")),
    "es": (("Estimados señores:", "Atentamente,"), ("Estimada Sra. {name}:", "Un cordial saludo")),
    "ms": (("Tuan/Puan,", "Yang benar,"), ("Encik {name},", "Saya yang menurut perintah,")),
    "id": (("Dengan hormat,", "Hormat kami,"), ("Yth. Bapak {name},", "Hormat saya,")),
    "zh": (("尊敬的先生/女士：", "此致 敬礼"), ("您好！", "敬上")),
}  # fmt: skip
SUBJECTS = {"en": ("Subject: ", "Re: ", "RE: ", ""), "de": ("Betreff: ", ""), "fr": ("Objet : ", ""), "es": ("Asunto: ", ""), "ms": ("Perkara: ", "PERKARA: "), "id": ("Perihal : ", "Hal: "), "zh": ("关于", "")}  # fmt: skip
HEADINGS = {
    "en": ("Introduction", "1. Background", "Abstract", "Chapter 3", "Summary", "News of the week", "Terms and Conditions", "Rental Agreement", "Method", "MEMORANDUM OF AGREEMENT", "Annual Report"),
    "de": ("Einleitung", "1. Hintergrund", "Zusammenfassung", "Kapitel 3", "Mietvertrag", "Allgemeine Geschäftsbedingungen", "Aktuelles"),
    "fr": ("Introduction", "Résumé", "Chapitre 3", "Contrat de location", "Conditions générales", "Actualités"),
    "es": ("Introducción", "Resumen", "Capítulo 3", "Contrato de arrendamiento", "Condiciones generales", "Noticias"),
    "ms": ("Pengenalan", "Bab 3", "Perjanjian Sewa", "Ringkasan", "Berita"),
    "id": ("Pendahuluan", "Bab 3", "Surat Perjanjian", "Ringkasan", "Berita"),
    "zh": ("第一章 引言", "摘要", "房屋租赁合同", "通知", "新闻"),
}  # fmt: skip

FORM_TITLES = {
    "en": ("APPLICATION FORM", "Membership Application", "REQUEST FOR LEAVE", "Claim Form", "PURCHASE REQUISITION", "Patient Registration", "FACSIMILE TRANSMITTAL SHEET", "Change of Address", "PROJECT APPROVAL", "Order Form", "SAMPLE REQUEST", "Questionnaire", "Expense Authorization", "Consent Form", "INCIDENT REPORT", "Routing Slip", "Evaluation Sheet", "TELECOPY COVER SHEET", "Analysis Request", "STORE SURVEY"),
    "de": ("Antragsformular", "Anmeldung", "Aufnahmeantrag", "Urlaubsantrag", "Fragebogen", "Schadensmeldung"),
    "fr": ("Formulaire de demande", "Bulletin d'inscription", "Fiche de renseignements", "Questionnaire"),
    "es": ("Formulario de solicitud", "Hoja de inscripción", "Cuestionario", "Parte de incidencias"),
    "ms": ("BORANG PERMOHONAN", "Borang Pendaftaran", "BORANG CUTI"), "id": ("FORMULIR PENDAFTARAN", "Formulir Permohonan", "Kuesioner"),
    "zh": ("申请表", "登记表", "报名表", "调查问卷"),
}  # fmt: skip
FIELDS = {
    "en": ("Name", "First name", "Last name", "Address", "City", "State", "ZIP code", "Telephone", "Fax", "E-mail", "Date", "Date of birth", "Signature", "Occupation", "Employer", "Department", "Title", "Company", "Account number", "Amount requested", "Reason", "Approved by", "Prepared by", "Project No.", "Sample No.", "Brand", "Quantity", "Remarks", "Emergency contact", "Social security number", "Sex", "Marital status", "Nationality", "To", "From", "Subject", "Number of pages", "Cost center", "Supervisor", "Manufacturer", "Type of package", "Region", "Code", "Distribution", "Start date", "Comments", "Test", "Budget", "Product"),
    "de": ("Name", "Vorname", "Nachname", "Straße", "PLZ", "Ort", "Telefon", "E-Mail", "Geburtsdatum", "Geburtsort", "Unterschrift", "Datum", "Beruf", "Familienstand", "Staatsangehörigkeit", "Kontonummer", "Arbeitgeber", "Grund", "Bemerkungen"),
    "fr": ("Nom", "Prénom", "Adresse", "Code postal", "Ville", "Téléphone", "Courriel", "Date de naissance", "Lieu de naissance", "Signature", "Date", "Profession", "Nationalité", "Situation familiale", "Motif"),
    "es": ("Nombre", "Apellidos", "Dirección", "Código postal", "Ciudad", "Teléfono", "Correo electrónico", "Fecha de nacimiento", "Firma", "Fecha", "Profesión", "Nacionalidad", "Estado civil", "Motivo"),
    "ms": ("Nama", "No. Kad Pengenalan", "Alamat", "Poskod", "Bandar", "No. Telefon", "E-mel", "Tarikh lahir", "Tandatangan", "Tarikh", "Pekerjaan", "Jantina", "Bangsa", "Sebab"),
    "id": ("Nama lengkap", "NIK", "Alamat", "Kode pos", "Kota", "No. Telepon", "Email", "Tempat/Tanggal lahir", "Tanda tangan", "Tanggal", "Pekerjaan", "Jenis kelamin", "Agama", "Alasan"),
    "zh": ("姓名", "性别", "出生日期", "身份证号", "地址", "邮编", "电话", "电子邮箱", "职业", "单位", "签名", "日期", "备注", "民族", "学历"),
}  # fmt: skip
HINTS = {
    "en": ("Please print in block letters.", "For office use only", "See instructions on the back.", "Check one box only.", "Attach additional sheets if necessary.", "If yes, please explain:", "I certify that the above is true and complete.", "Do not write below this line", "Enter the amount from line 12 above", "Required before approval"),
    "de": ("Bitte in Druckbuchstaben ausfüllen.", "Nur für interne Vermerke", "Zutreffendes bitte ankreuzen.", "Wird vom Amt ausgefüllt"),
    "fr": ("À remplir en majuscules.", "Cadre réservé à l'administration", "Cochez la case correspondante."),
    "es": ("Rellenar con letras mayúsculas.", "Espacio reservado para la administración", "Marque con una cruz."),
    "ms": ("Sila isi dengan huruf besar.", "Untuk kegunaan pejabat sahaja", "Tandakan yang berkenaan."), "id": ("Isi dengan huruf cetak.", "Diisi oleh petugas", "Beri tanda silang."),
    "zh": ("请用正楷填写。", "以下由工作人员填写", "请在方框内打勾。"),
}  # fmt: skip
CHOICES = {"en": ("Yes", "No", "Male", "Female", "Single", "Married", "New", "Renewal", "Full-time", "Other", "Monthly"), "de": ("ja", "nein", "männlich", "weiblich", "ledig", "verheiratet"), "fr": ("oui", "non", "Mme", "M.", "marié(e)"), "es": ("sí", "no", "hombre", "mujer", "casado"), "ms": ("Ya", "Tidak", "Lelaki", "Perempuan"), "id": ("Ya", "Tidak", "Laki-laki", "Perempuan"), "zh": ("是", "否", "男", "女", "已婚")}  # fmt: skip

IDENTITY = {
    "en": (("IDENTITY CARD", "PASSPORT", "DRIVER LICENSE", "DRIVING LICENCE", "RESIDENCE PERMIT", "Student ID"), ("Surname", "Given names", "Nationality", "Date of birth", "Sex", "Place of birth", "Date of issue", "Date of expiry", "Authority", "Document No.", "Height", "DOB", "EXP", "Address", "Class")),
    "de": (("PERSONALAUSWEIS", "REISEPASS", "FÜHRERSCHEIN", "AUFENTHALTSTITEL"), ("Name", "Vornamen", "Geburtstag", "Staatsangehörigkeit", "Geburtsort", "Gültig bis", "Behörde", "Augenfarbe", "Größe")),
    "fr": (("CARTE NATIONALE D'IDENTITÉ", "PASSEPORT", "PERMIS DE CONDUIRE"), ("Nom", "Prénoms", "Nationalité", "Date de naissance", "Sexe", "Lieu de naissance", "Date d'expiration", "Autorité", "Taille")),
    "es": (("DOCUMENTO NACIONAL DE IDENTIDAD", "PASAPORTE", "PERMISO DE CONDUCCIÓN"), ("Apellidos", "Nombre", "Sexo", "Nacionalidad", "Fecha de nacimiento", "Lugar de nacimiento", "Validez", "Domicilio")),
    "ms": (("KAD PENGENALAN", "PASPORT", "LESEN MEMANDU", "MyKad"), ("Nama", "Warganegara", "Tarikh lahir", "Jantina", "Alamat", "Tarikh tamat", "No. Pasport", "Kelas")),
    "id": (("KARTU TANDA PENDUDUK", "PASPOR", "SURAT IZIN MENGEMUDI"), ("Nama", "Tempat/Tgl Lahir", "Jenis Kelamin", "Alamat", "Agama", "Status Perkawinan", "Pekerjaan", "Kewarganegaraan", "Berlaku Hingga", "NIK")),
    "zh": (("居民身份证", "护照", "驾驶证"), ("姓名", "性别", "民族", "出生", "住址", "公民身份号码", "签发机关", "有效期限")),
}  # fmt: skip
TICKETS = {
    "en": (("BOARDING PASS", "E-TICKET", "ADMIT ONE", "TRAIN TICKET", "Single ticket", "DAY TICKET", "Concert ticket", "Parking ticket", "BUS TICKET"), ("From", "To", "Passenger", "Seat", "Row", "Gate", "Boarding", "Flight", "Coach", "Departure", "Arrival", "Class", "Valid on", "Ticket No.", "Platform", "Section", "Doors open", "Train")),
    "de": (("Fahrkarte", "Online-Ticket", "Eintrittskarte", "Bordkarte", "Tageskarte"), ("Von", "Nach", "Hinfahrt", "Wagen", "Sitzplatz", "Gleis", "Abfahrt", "Ankunft", "Gültig ab", "Klasse", "Reihe", "Platz", "Zug")),
    "fr": (("Billet", "E-billet", "Carte d'embarquement", "Billet d'entrée"), ("Départ", "Arrivée", "Voiture", "Place", "Classe", "Train", "Voyageur", "Rang", "Porte")),
    "es": (("Billete", "Entrada", "Tarjeta de embarque", "Boleto"), ("Salida", "Llegada", "Coche", "Asiento", "Tren", "Pasajero", "Puerta", "Fila", "Clase")),
    "ms": (("TIKET BAS", "TIKET", "Pas masuk"), ("Dari", "Ke", "Berlepas", "Tempat duduk", "Penumpang", "Tarikh")), "id": (("TIKET KERETA", "E-TIKET", "TIKET MASUK"), ("Dari", "Ke", "Berangkat", "Tiba", "Kursi", "Penumpang", "Gerbong")),
    "zh": (("火车票", "登机牌", "电影票", "入场券"), ("车次", "座位", "检票口", "票价", "旅客", "日期", "发车", "二等座")),
}  # fmt: skip
COLUMNS = {
    "en": ("No.", "Name", "Date", "Quantity", "Price", "January", "February", "March", "Total", "2019", "2020", "2021", "Average", "Rank", "Points", "Region", "Balance", "Debit", "Credit", "Description", "Unit", "Stock", "Monday", "Tuesday", "Group", "%"),
    "de": ("Nr.", "Name", "Datum", "Menge", "Preis", "Januar", "Februar", "Mittel", "Rang", "Betrag", "Saldo", "Montag", "Dienstag", "Einheit", "Bestand"),
    "fr": ("N°", "Nom", "Date", "Quantité", "Prix", "Janvier", "Février", "Moyenne", "Solde", "Lundi", "Mardi"),
    "es": ("Nº", "Nombre", "Fecha", "Cantidad", "Precio", "Enero", "Febrero", "Media", "Saldo", "Lunes", "Martes"),
    "ms": ("Bil.", "Nama", "Tarikh", "Kuantiti", "Harga", "Januari", "Purata", "Baki", "Isnin", "Selasa"), "id": ("No.", "Nama", "Tanggal", "Jumlah", "Harga", "Januari", "Rata-rata", "Saldo", "Senin", "Selasa"),
    "zh": ("序号", "姓名", "日期", "数量", "单价", "一月", "二月", "平均", "余额", "周一", "周二"),
}  # fmt: skip
TABLE_TITLES = {
    "en": ("Table 2. Results by region", "Price list", "Bank statement", "Timetable", "Inventory", "Class schedule", "League table", "Sales by quarter", "Attendance", ""), "de": ("Preisliste", "Kontoauszug", "Fahrplan", "Tabelle 3", ""),
    "fr": ("Tableau 2", "Relevé de compte", "Horaires", "Liste de prix"), "es": ("Tabla 2", "Extracto de cuenta", "Horario", "Lista de precios"), "ms": ("Jadual 2", "Jadual waktu", "Senarai harga"), "id": ("Tabel 2", "Jadwal", "Daftar harga"), "zh": ("表 2", "课程表", "价格表", "对账单"),
}  # fmt: skip
ODDMENTS = (
    "OPEN DAILY 9-18", "GRAND OPENING", "No smoking", "EXIT", "Happy Birthday!", "CAUTION: wet floor", "Recipe: apple cake", "Milk, eggs, bread", "Call mum", "SALE 50% OFF", "Certificate of Achievement", "This is to certify that",
    "has completed the course", "www.example.com", "Managing Director", "Tasting menu", "Soup of the day", "Best before", "Ingredients: water, sugar, salt", "Made in", "Keep out of reach of children", "def main():", "import os", "return 0", "Error 404", "Settings",
    "Wi-Fi password", "Speisekarte", "Urkunde", "Zutaten", "Ouvert tous les jours", "Défense d'entrer", "Menu du jour", "Abierto", "Se alquila", "Dijual", "Awas", "Sijil Penghargaan", "营业时间", "小心地滑", "出口", "欢迎光临", "菜单", "Loyalty card", "Member since", "The quick brown fox", "Lost cat", "Score", "Volume 3", "Notes", "Map of the town", "Level 2", "MP3", "Made with love", "20 kg",
)  # fmt: skip
