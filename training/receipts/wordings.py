"""What tills print beside the sums, by country."""

TITLES = {
    "my": ("TAX INVOICE", "TAX INVOICE", "INVOICE", "SIMPLIFIED TAX INVOICE", "RECEIPT", "CASH BILL", "CASH SALES", "OFFICIAL RECEIPT", "Tax Invoice", "", "", "CASH"),
    "id": ("", "", "", "STRUK", "BILL", "NOTA", "KWITANSI", "RECEIPT", "CHECK"),
    "de": ("", "Rechnung", "Quittung", "Kassenbon"), "fr": ("", "TICKET", "FACTURE", "Note"), "es": ("", "FACTURA SIMPLIFICADA", "TICKET"),
    "us": ("", "RECEIPT", "SALES RECEIPT", "Guest Check"), "gb": ("", "RECEIPT", "VAT RECEIPT"), "sg": ("TAX INVOICE", "RECEIPT", ""), "zh": ("收银小票", "结账单", ""),
}  # fmt: skip
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "my": {
        "subtotal": ("Sub Total", "Subtotal", "Sub-Total", "Total Amount", "SUBTOTAL", "Sub Total (RM)", "Amount"),
        "discount": ("Discount", "Total Discount", "Disc", "Less Discount", "Voucher"),
        "service": ("Service Charge 10%", "Svc Chg", "Serv. Charge (10%)", "Service Tax 10%"),
        "tax": ("GST %", "Total GST", "GST @ %", "Add GST %", "GST (%)", "SST %", "GST Amount", "Service Tax %"),
        "total": ("Total", "Total Sales (Inclusive of GST)", "Total Incl. GST", "Total Inclusive GST", "TOTAL AMOUNT", "Total Sales", "Total RM Including GST %", "Total", "Total Incl. of GST", "GRAND TOTAL", "Total Inclusive of GST"),
        "final": ("Total Amount Rounded", "Total Rounded", "NET TOTAL", "Grand Total", "Amount Due", "TOTAL PAYABLE", "Total Due", "Nett Total", "Rounded Total (RM)", "Total After Rounding", "Total Amount Payable", "NETT AMOUNT", "TOTAL", "Total Sales Inclusive GST", "Amt Due", "Total (RM)", "Balance Due", "Total Payable"),
        "rounding": ("Rounding", "Rounding Adjustment", "Rounding Adj", "Round Adj", "ROUNDING ADJ.", "Bill Rounding", "Round"),
        "included": ("GST % Included in Total", "GST Included", "Incl. GST %", "Total GST", "GST AMT"),
        "cash": ("Cash", "CASH", "Payment", "Cash Received", "PAID AMOUNT", "Tendered", "CASH TENDERED", "Received", "Amount Paid"),
        "change": ("Change", "CHANGE", "Change Due", "Balance", "CASH CHANGE", "Changes", "Baki"),
        "card": ("Bank Card", "Visa Card", "GRABPAY"),
    },
    "id": {
        "subtotal": ("Subtotal", "SUB TOTAL", "HARGA JUAL", "Sub Total", "Jumlah", "SUBTTL"),
        "discount": ("Diskon", "DISC", "Potongan", "Discount", "Voucher"),
        "service": ("Service Charge", "Svc 5%", "Service", "Biaya Layanan", "SERVICE 5%"),
        "tax": ("PB1 %", "PPN %", "Tax %", "Pajak", "PB1 (%)", "Pajak Resto %", "TAX"),
        "total": ("TOTAL", "Total", "JUMLAH", "TOTAL BELANJA", "Total Bayar"),
        "final": ("Grand Total", "TOTAL", "Total", "GRAND TOTAL", "JUMLAH BAYAR", "TOTAL BAYAR", "Total Tagihan", "NETTO", "TOTAL HARGA", "JUMLAH"),
        "rounding": ("Pembulatan", "ROUNDING", "Rounding"),
        "included": ("PPN", "DPP", "Termasuk PPN", "Incl Tax"),
        "cash": ("Tunai", "TUNAI", "CASH", "Cash", "Bayar", "BAYAR TUNAI", "PEMBAYARAN", "Uang Tunai"),
        "change": ("Kembali", "KEMBALI", "Kembalian", "CHANGE", "Change", "KEMBALIAN"),
        "card": ("DEBIT BCA", "Kartu Kredit", "GOPAY", "OVO", "QRIS", "EDC MANDIRI", "Non Tunai"),
    },
    "de": {
        "subtotal": ("Zwischensumme", "Netto"), "discount": ("Rabatt",), "service": ("Bedienung",), "tax": ("MwSt %", "zzgl. MwSt %"),
        "total": ("Summe", "SUMME EUR", "Gesamtbetrag", "Zu zahlen", "Total", "Gesamt"), "final": ("Gesamtbetrag", "Summe", "Zu zahlen EUR"),
        "rounding": ("Rundung",), "included": ("inkl. MwSt %", "enth. MwSt %"), "cash": ("Bar", "Gegeben", "BAR"), "change": ("Rückgeld", "Zurück"), "card": ("EC-Karte", "girocard"),
    },
    "fr": {
        "subtotal": ("Sous-total", "Total HT"), "discount": ("Remise",), "service": ("Service",), "tax": ("TVA %",),
        "total": ("TOTAL", "Total TTC", "À PAYER", "Net à payer", "TOTAL EUR"), "final": ("Total TTC", "NET A PAYER"),
        "rounding": ("Arrondi",), "included": ("dont TVA %", "TVA %"), "cash": ("Espèces", "ESPECES"), "change": ("Rendu", "A rendre", "Monnaie"), "card": ("CARTE BANCAIRE", "CB"),
    },
    "es": {
        "subtotal": ("Subtotal", "Base imponible"), "discount": ("Descuento",), "service": ("Servicio",), "tax": ("IVA %",),
        "total": ("TOTAL", "Total a pagar", "TOTAL EUR", "Importe total", "Total"), "final": ("TOTAL A PAGAR", "Total"),
        "rounding": ("Redondeo",), "included": ("IVA incluido %", "IVA %"), "cash": ("Efectivo", "Entregado"), "change": ("Cambio", "Devolución"), "card": ("Tarjeta",),
    },
    "us": {
        "subtotal": ("Subtotal", "Sub Total", "SUBTOTAL"), "discount": ("Discount", "Coupon"), "service": ("Tip",), "tax": ("Tax", "Sales Tax", "TAX %"),
        "total": ("Total", "TOTAL", "Amount Due", "Balance Due", "Order Total"), "final": ("Total", "TOTAL DUE"),
        "rounding": ("Rounding",), "included": ("Tax",), "cash": ("Cash", "CASH TEND", "Cash Tendered"), "change": ("Change", "CHANGE DUE"), "card": ("AMEX", "DISCOVER"),
    },
    "zh": {
        "subtotal": ("小计", "合计"), "discount": ("优惠", "折扣"), "service": ("服务费",), "tax": ("税额",),
        "total": ("合计", "总计", "应付", "应收", "实付金额"), "final": ("总计", "应付金额"),
        "rounding": ("抹零",), "included": ("税额",), "cash": ("现金", "实收"), "change": ("找零",), "card": ("微信支付", "支付宝"),
    },
}  # fmt: skip
WORDS["gb"] = WORDS["us"] | {"tax": ("VAT %", "VAT @ %"), "included": ("VAT %", "Incl. VAT @ %")}
WORDS["sg"] = WORDS["my"]
