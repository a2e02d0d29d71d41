"""Seven layouts that were looked at while the reader of invoices was mended: nothing is fitted to them, but they are known."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random

from training.sheet import Paper
from training.unseen.made import WIDE, Made


def _subscription(random: Random) -> Paper:
    """As web services bill: three labelled lines, who and whom side by side without headings, the sum as a sentence."""
    m = Made(random, "en")
    y = m.put("Invoice", 90, 90, times=1.7) + 20
    for label, value in (("Invoice number", m.number), ("Date of issue", m.day(m.when)), ("Date due", m.day(m.due))):
        m.put(label, 90, y)
        y = m.put(value, 300, y)
    top = y + 30
    y = m.lines(90, top, m.seller, *m.place.split(", "), "support@" + m.seller.split()[0].lower() + ".io")
    m.lines(500, top, "Bill to", m.buyer, *m.other_place.split(", "))
    y = m.put(f"{m.money(m.total, True)} due {m.day(m.due)}", 90, y + 40, times=1.5) + 40
    y = m.listed(y, ("Description", "Qty", "Unit price", "Amount"))
    y = m.sums(640, y, ("Subtotal", m.net), (f"GST ({m.rate}%)", m.tax), ("Total", m.total), ("Amount due", m.total))
    return m.paper()


def _payment_slip(random: Random) -> Paper:
    """A Swiss bill: the number in the heading, the sum again in the slip below, where the payee stands."""
    m = Made(random, "ch")
    m.put(m.seller, 1100, 70, end=True, times=1.3)
    m.put(m.place, 1100, 110, end=True)
    m.lines(90, 220, m.buyer, "Frau M. Ott", *m.other_place.split(", "))
    y = m.put(f"{m.place.split()[-1]}, {m.day(m.when)}", 90, 440) + 30
    y = m.put(f"Rechnung {m.number}", 90, y, times=1.4) + 20
    y = m.listed(y, ("Leistung", "Anz.", "Ansatz", "Betrag"))
    y = m.sums(560, y, ("Total exkl. MWST", m.net), (f"MWST {m.rate}%", m.tax), ("Total inkl. MWST", m.total))
    y = m.put("Zahlbar innert 30 Tagen netto.", 90, y + 40)
    m.rules.append((0, 1230, WIDE, 1230))
    m.put("Empfangsschein", 60, 1260)
    m.put("Zahlteil", 440, 1260)
    for x in (60, 800):
        y = m.lines(x, 1310, "Konto / Zahlbar an", "CH44 3199 9123 0008 8901 2", m.seller, m.place)
        m.lines(x, y + 16, "Zahlbar durch", m.buyer, m.other_place)
    m.lines(440, 1560, "Währung   Betrag", f"CHF   {m.money(m.total)}")
    return m.paper()


def _two_boxes(random: Random) -> Paper:
    """A Portuguese invoice: issuer and acquirer in frames with headings, the number behind the kind of document."""
    m = Made(random, "pt")
    m.frame(80, 80, 580, 300)
    m.frame(610, 80, 1110, 300)
    m.lines(100, 95, "Emitente", m.seller, *m.place.split(", "), f"NIF {m.random.randint(500000000, 519999999)}")
    m.lines(630, 95, "Adquirente", m.buyer, *m.other_place.split(", "), f"NIF {m.random.randint(500000000, 519999999)}")
    y = m.put(f"Fatura n.º {m.number}", 90, 340, times=1.5)
    for x, (label, value) in zip(
        (90, 420, 750), (("Data de emissão", m.day(m.when)), ("Vencimento", m.day(m.due)), ("Encomenda", str(m.random.randint(1000, 9999)))), strict=True
    ):  # fmt: skip
        m.lines(x, y + 20, label, value)
    y = m.listed(y + 140, ("Designação", "Qtd.", "Preço unit.", "Valor"))
    y = m.sums(640, y, ("Total ilíquido", m.net), (f"IVA {m.rate}%", m.tax), ("Total a pagar", m.total))
    m.put("Processado por programa certificado n.º 0000/AT", 90, 1600)
    return m.paper()


def _grid(random: Random) -> Paper:
    """An Indian tax invoice: a ruled grid of cells, label over value, the sum in words, signed for the seller."""
    m = Made(random, "in")
    m.put("TAX INVOICE", 520, 60, times=1.2)
    m.put("(ORIGINAL FOR RECIPIENT)", 1100, 60, end=True, times=0.8)
    m.frame(80, 110, 600, 330)
    m.lines(
        92, 120, m.seller, *m.place.split(", "), "GSTIN/UIN: 27AABCK4110R1ZF", "State Name : Maharashtra, Code : 27"
    )
    cells = (("Invoice No.", m.number), ("Dated", m.day(m.when)), ("Delivery Note", str(m.random.randint(100, 999))),
             ("Mode/Terms of Payment", "30 Days"), ("Buyer's Order No.", f"PO-{m.random.randint(100, 999)}"), ("Due on", m.day(m.due)))  # fmt: skip
    for at, (label, value) in enumerate(cells):
        x, y = 610 + 250.0 * (at % 2), 110 + 74.0 * (at // 2)
        m.frame(x, y, x + 250, y + 74)
        m.lines(x + 10, y + 6, label, value)
    m.lines(92, 350, "Buyer (Bill to)", m.buyer, *m.other_place.split(", "))
    y = m.listed(570, ("Description of Goods", "Quantity", "Rate", "Amount"))
    y = m.sums(640, y, (f"IGST @ {m.rate}%", m.tax), ("Total", m.total), sign=False)
    y = m.lines(92, y + 20, "Amount Chargeable (in words)", "INR Forty Two Thousand Only", "E. & O.E")
    m.put(f"for {m.seller}", 1100, y + 60, end=True)
    m.put("Authorised Signatory", 1100, y + 150, end=True)
    return m.paper()


def _three_lines(random: Random) -> Paper:
    """A Polish invoice: place and day on top right, seller and buyer as labelled lines, to pay in large type."""
    m = Made(random, "pl")
    y = m.put(f"Miejsce wystawienia: {m.place.split()[-1]}", 1100, 60, end=True)
    y = m.put(f"Data wystawienia: {m.day(m.when)}", 1100, y, end=True)
    m.put(f"Data sprzedaży: {m.day(m.when - timedelta(days=3))}", 1100, y, end=True)
    y = m.put(f"Faktura VAT nr {m.number}", 380, 210, times=1.4) + 20
    for label, name, place in (("Sprzedawca:", m.seller, m.place), ("Nabywca:", m.buyer, m.other_place)):
        m.put(label, 90, y)
        y = m.lines(280, y, name, place, f"NIP {m.random.randint(1000000000, 9999999999)}") + 16
    y = m.listed(y + 20, ("Nazwa towaru", "Ilość", "Cena netto", "Wartość"))
    y = m.sums(560, y, ("Razem netto", m.net), (f"VAT {m.rate}%", m.tax), ("Razem brutto", m.total), sign=False)
    y = m.put(f"Do zapłaty: {m.money(m.total, True)}", 90, y + 30, times=1.5)
    m.lines(90, y + 10, f"Termin płatności: {m.day(m.due)}", "Przelew: PL61 1090 1014 0000 0712 1981 2874")
    return m.paper()


def _name_in_the_foot(random: Random) -> Paper:
    """A Swedish bill: a logo word alone on top, the firm itself in the foot's columns, labels over values."""
    m = Made(random, "sv")
    m.put(m.seller.split()[0].upper(), 90, 70, times=2.2)
    m.put("Faktura", 1100, 80, end=True, times=1.6)
    for at, (label, value) in enumerate(
        (("Fakturanummer", m.number), ("Fakturadatum", m.day(m.when)), ("Förfallodatum", m.day(m.due)), ("Kundnr", str(m.random.randint(100, 9999))))
    ):  # fmt: skip
        m.lines(600 + 260 * (at % 2), 180 + 80 * (at // 2), label, value)
    m.lines(90, 200, m.buyer, *m.other_place.split(", "))
    y = m.listed(420, ("Benämning", "Antal", "À-pris", "Summa"))
    y = m.sums(640, y, ("Netto", m.net), (f"Moms {m.rate}%", m.tax), ("Att betala", m.total))
    for x, texts in (
        (90, (m.seller, *m.place.split(", "))),
        (480, ("Telefon", "018-55 21 90")),
        (800, ("Bankgiro 512-0993", "Godkänd för F-skatt")),
    ):
        m.lines(x, 1520, *texts)
    return m.paper()


def _utility(random: Random) -> Paper:
    """A Spanish supplier of water or power: periods and meters, the sum in a frame on top, no word "total" below."""
    m = Made(random, "es")
    m.put(m.seller, 90, 60, times=1.2)
    m.put(f"{m.place} · CIF A{m.random.randint(10000000, 99999999)}", 90, 100, times=0.8)
    m.frame(690, 60, 1110, 190)
    m.put("IMPORTE FACTURA", 710, 75)
    m.put(m.money(m.total, True), 1090, 115, end=True, times=1.8)
    y = m.lines(90, 220, f"Nº factura: {m.number}", f"Fecha emisión: {m.day(m.when)}", f"Periodo: {m.day(m.when - timedelta(days=61))} a {m.day(m.when - timedelta(days=1))}",
                f"Contrato: {m.random.randint(10**9, 10**10)}", f"Fecha de cargo: {m.day(m.due)}")  # fmt: skip
    m.lines(640, 260, "Titular", m.buyer, *m.other_place.split(", "))
    y = m.listed(y + 60, ("Concepto", "Consumo", "Precio", "Importe"))
    y = m.sums(560, y, ("Base imponible", m.net), (f"IVA {m.rate}%", m.tax), ("IMPORTE FACTURA", m.total))
    return m.paper()


KNOWN: Mapping[str, Callable[[Random], Paper]] = {
    "subscription, en": _subscription,
    "payment slip, de-CH": _payment_slip,
    "two boxes, pt": _two_boxes,
    "grid, en-IN": _grid,
    "three lines, pl": _three_lines,
    "name in the foot, sv": _name_in_the_foot,
    "utility, es": _utility,
}
