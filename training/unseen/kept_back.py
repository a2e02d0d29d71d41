"""Eight layouts of other countries that are not looked at while anything is mended: only their scores are printed.

The words of one of the languages (Croatian) are in no vocabulary of the reader.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random

from training.sheet import Paper
from training.unseen.made import WIDE, Made


def _craftsman(random: Random) -> Paper:
    """A Danish bill: the firm on the right, labels that end where their values begin, the sum beside "I alt"."""
    m = Made(random, "da")
    m.lines(
        820, 70, m.seller, *m.place.split(", "), f"CVR-nr. {random.randint(10000000, 39999999)}", "Tlf. 86 12 40 77"
    )
    m.lines(90, 260, m.buyer, "Att.: Bogholderi", *m.other_place.split(", "))
    m.put("Faktura", 90, 440, times=1.6)
    y = 420.0
    for label, value in (
        ("Fakturanr.:", m.number), ("Fakturadato:", m.day(m.when)), ("Deres ref.:", "Mette K."), ("Forfaldsdato:", m.day(m.due)),
    ):  # fmt: skip
        m.put(label, 930, y, end=True)
        y = m.put(value, 945, y)
    y = m.listed(y + 60, ("Beskrivelse", "Antal", "Enhedspris", "Beløb"))
    y = m.sums(700, y, ("Subtotal", m.net), (f"{m.rate}% moms", m.tax), ("I alt DKK", m.total), sign=False)
    m.lines(
        90,
        y + 50,
        "Beløbet indbetales på konto: reg.nr. 9570, kontonr. 0012345678",
        "Ved for sen betaling tilskrives rente.",
    )
    return m.paper()


def _ledger(random: Random) -> Paper:
    """A Czech tax document: supplier and customer in two columns, three days of which one is that of issue."""
    m = Made(random, "cs")
    m.put("FAKTURA - DAŇOVÝ DOKLAD", 90, 60, times=1.2)
    m.put(f"Číslo: {m.number}", 1100, 66, end=True)
    m.frame(80, 110, 600, 420)
    m.frame(600, 110, 1120, 420)
    numbers = [f"IČO: {random.randint(10000000, 99999999)}   DIČ: CZ{random.randint(10000000, 99999999)}" for _ in "ab"]
    m.lines(95, 120, "Dodavatel:", m.seller, *m.place.split(", "), numbers[0])
    m.lines(615, 120, "Odběratel:", m.buyer, *m.other_place.split(", "), numbers[1])
    m.lines(95, 330, "Bankovní účet: 2900123456/2010", f"Variabilní symbol: {random.randint(10**6, 10**7)}")
    y = 440.0
    for label, value in (
        ("Datum vystavení:", m.day(m.when)), ("Datum uskut. zdanit. plnění:", m.day(m.when - timedelta(days=2))), ("Datum splatnosti:", m.day(m.due)),
    ):  # fmt: skip
        m.put(label, 615, y)
        y = m.put(value, 1100, y, end=True)
    y = m.listed(y + 40, ("Označení dodávky", "Množství", "Cena za m. j.", "Celkem"))
    y = m.sums(615, y, ("Základ daně", m.net), (f"DPH {m.rate} %", m.tax), ("Celkem k úhradě", m.total))
    m.lines(90, y + 60, "Vystavil: J. Dvořák", "Dovolujeme si Vás upozornit na včasnou úhradu.")
    return m.paper()


def _unknown_words(random: Random) -> Paper:
    """A Croatian bill, whose labels the reader cannot know."""
    m = Made(random, "hr")
    y = m.put(m.seller, 90, 60, times=1.4)
    m.lines(90, y, m.place, f"OIB: {random.randint(10**10, 10**11 - 1)}", "IBAN: HR12 1001 0051 8630 0016 0")
    m.lines(640, 230, "Kupac:", m.buyer, *m.other_place.split(", "))
    y = m.put(f"Račun br. {m.number}", 90, 410, times=1.4) + 10
    y = m.lines(90, y, f"Datum izdavanja: {m.day(m.when)}", f"Rok plaćanja: {m.day(m.due)}", "Način plaćanja: virman")
    y = m.listed(y + 40, ("Naziv usluge", "Kol.", "Cijena", "Iznos"))
    y = m.sums(640, y, ("Osnovica", m.net), (f"PDV {m.rate}%", m.tax), ("ZA PLATITI", m.total))
    return m.paper()


def _state_form(random: Random) -> Paper:
    """A Turkish e-invoice: the buyer after "SAYIN", the particulars in a ruled table on the right."""
    m = Made(random, "tr")
    y = m.lines(
        90,
        60,
        m.seller,
        *m.place.split(", "),
        "Tel: 0212 555 44 33",
        f"Vergi Dairesi: Kadıköy  VKN: {random.randint(10**9, 10**10 - 1)}",
    )
    m.put("e-FATURA", 560, 120, times=1.3)
    m.rules.append((90, y + 10, 560, y + 10))
    m.lines(90, y + 24, "SAYIN", m.buyer, *m.other_place.split(", "))
    y += 10
    for label, value in (
        ("Senaryo:", "TICARIFATURA"), ("Fatura Tipi:", "SATIS"), ("Fatura No:", m.number), ("Fatura Tarihi:", m.day(m.when)),
        ("Sipariş No:", str(random.randint(1000, 99999))), ("Vade Tarihi:", m.day(m.due)),
    ):  # fmt: skip
        m.frame(700, y, 1110, y + 1.6 * m.size)
        m.put(label, 708, y + 4)
        y = m.put(value, 900, y + 4) + 0.15 * m.size - 4
    y = m.listed(y + 70, ("Mal Hizmet", "Miktar", "Birim Fiyat", "Tutar"))
    y = m.sums(560, y, ("Mal Hizmet Toplam Tutarı", m.net), (f"Hesaplanan KDV (%{m.rate})", m.tax), ("Vergiler Dahil Toplam Tutar", m.total), ("Ödenecek Tutar", m.total))  # fmt: skip
    return m.paper()


def _row_of_heads(random: Random) -> Paper:
    """An Australian bill: the customer without a heading, the particulars in a row of columns with the sum among them."""
    m = Made(random, "au")
    m.put("Tax Invoice", 90, 70, times=2)
    m.lines(
        780,
        70,
        m.seller,
        *m.place.split(", "),
        f"ABN {random.randint(10, 99)} {random.randint(100, 999)} {random.randint(100, 999)} 114",
    )
    m.lines(90, 250, m.buyer, *m.other_place.split(", "))
    heads = (("Customer", str(random.randint(100, 9999))), ("Invoice number", m.number), ("Issued", m.day(m.when)), ("Due", m.day(m.due)), ("Total due", m.money(m.total, True)))  # fmt: skip
    for at, (label, value) in enumerate(heads):
        m.lines(90 + 215 * at, 420, label, value)
    m.rules.append((80, 450, 1110, 450))
    y = m.listed(540, ("Details", "Qty", "Rate", "Amount"))
    y = m.sums(760, y, ("Subtotal", m.net), ("GST 10%", m.tax), ("Balance", m.total))
    m.lines(90, y + 60, "Direct deposit: BSB 062-000, account 1234 5678", f"Please use {m.number} as the reference.")
    return m.paper()


def _in_a_sentence(random: Random) -> Paper:
    """A French operator: number and day in one sentence, other days beside it, the sum to be debited in a frame."""
    m = Made(random, "fr")
    m.put(m.seller.split()[0].lower(), 90, 60, times=2.4)
    m.lines(640, 240, m.buyer, *m.other_place.split(", "))
    y = m.put(f"Facture n° {m.number} du {m.day(m.when)}", 90, 440, times=1.2)
    y = m.lines(90, y + 10, f"Vos services du {m.day(m.when)} au {m.day(m.when + timedelta(days=30))}", f"Référence client : {random.randint(10**7, 10**8)}", f"Ligne : 06 {random.randint(10, 99)} 55 12 08")  # fmt: skip
    m.frame(640, 440, 1110, 560)
    m.lines(660, 455, "Montant à payer TTC", m.money(m.total, True), f"prélevé le {m.day(m.due)}")
    y = m.listed(y + 60, ("Désignation", "Nombre", "Prix HT", "Montant HT"))
    y = m.sums(640, y, ("Total HT", m.net), (f"TVA {m.rate} %", m.tax), ("Total TTC", m.total))
    m.lines(
        90, 1580, f"{m.seller} au capital de 40 000 000 € - {m.place}", "RCS Nanterre 421 938 861 - TVA FR 22 421938861"
    )
    return m.paper()


def _electronic(random: Random) -> Paper:
    """An Italian electronic invoice as portals print it: labelled facts of both parties, the particulars under heads."""
    m = Made(random, "it")
    m.put("FATTURA ELETTRONICA", 420, 50, times=1.2)
    for x, head, name, place in (
        (90, "Cedente/prestatore (fornitore)", m.seller, m.place), (630, "Cessionario/committente (cliente)", m.buyer, m.other_place),
    ):  # fmt: skip
        street, town = place.split(", ")
        m.frame(x - 10, 100, x + 490, 360)
        m.lines(x, 112, head, f"Identificativo fiscale ai fini IVA: IT{random.randint(10**10, 10**11 - 1)}", f"Denominazione: {name}", "Regime fiscale: RF01 ordinario", f"Indirizzo: {street}", f"Comune: {town}", "Nazione: IT")  # fmt: skip
    for x, label, value in ((90, "Tipologia documento", "TD01 fattura"), (420, "Numero documento", m.number), (700, "Data documento", m.day(m.when)), (930, "Codice dest.", "M5UXCR1")):  # fmt: skip
        m.lines(x, 400, label, value)
    y = m.listed(510, ("Descrizione", "Quantità", "Prezzo unitario", "Prezzo totale"))
    y = m.sums(
        600, y, ("Totale imponibile", m.net), ("Totale imposta", m.tax), ("Totale documento", m.total), sign=False
    )
    m.lines(90, y + 40, f"Modalità pagamento: MP05 Bonifico   Scadenza: {m.day(m.due)}   Importo: {m.money(m.total)}")
    return m.paper()


def _one_line(random: Random) -> Paper:
    """A Dutch bill: the particulars in one line with bars between, the firm small at the foot of the page."""
    m = Made(random, "nl")
    m.put("FACTUUR", 1100, 70, end=True, times=1.8)
    m.lines(90, 180, m.buyer, "T.a.v. de crediteurenadministratie", *m.other_place.split(", "))
    y = m.put(f"Factuurnummer: {m.number}  |  Factuurdatum: {m.day(m.when)}  |  Vervaldatum: {m.day(m.due)}", 90, 400)
    y = m.listed(y + 50, ("Omschrijving", "Aantal", "Tarief", "Bedrag"))
    y = m.sums(700, y, ("Totaal exclusief btw", m.net), (f"Btw {m.rate}%", m.tax), ("Totaal inclusief btw", m.total))
    m.put(
        f"Wij verzoeken u {m.money(m.total, True)} vóór {m.day(m.due)} over te maken o.v.v. {m.number}.",
        90,
        y + 50,
        times=0.9,
    )
    foot = f"{m.seller}  ·  {m.place}  ·  KvK {random.randint(10**7, 10**8)}  ·  NL91 ABNA 0417 1643 00"
    m.put(foot, WIDE / 2 + 430, 1600, end=True, times=0.8)
    return m.paper()


KEPT_BACK: Mapping[str, Callable[[Random], Paper]] = {
    "craftsman, da": _craftsman,
    "ledger, cs": _ledger,
    "unknown words, hr": _unknown_words,
    "state form, tr": _state_form,
    "row of heads, en-AU": _row_of_heads,
    "in a sentence, fr": _in_a_sentence,
    "electronic, it": _electronic,
    "one line, nl": _one_line,
}
