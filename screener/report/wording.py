"""What the pages say, in Indonesian and English; a key for every sentence, read by the templates as ``say.key``."""

from __future__ import annotations

from datetime import datetime

from screener.screening import WIB

PHASES = {
    "pre": {"id": "sebelum penetapan calon", "en": "before candidates are set"},
    "candidates_set": {"id": "calon sudah ditetapkan", "en": "candidates are set"},
    "campaign": {"id": "masa kampanye", "en": "campaign"},
    "quiet": {"id": "masa tenang", "en": "quiet days"},
    "voting": {"id": "hari pemungutan suara", "en": "voting day"},
    "after": {"id": "setelah pemungutan suara", "en": "after the vote"},
    "none": {"id": "tidak diketahui atau di luar masa pemilihan", "en": "not known, or outside an election"},
}
ACTIONS = {
    "post": {"id": "unggahan sendiri", "en": "own post"},
    "comment": {"id": "mengomentari", "en": "commented"},
    "share": {"id": "membagikan", "en": "shared"},
    "like": {"id": "menyukai", "en": "liked"},
    "dislike": {"id": "tidak menyukai", "en": "disliked"},
    "follow": {"id": "mengikuti", "en": "followed"},
    "upload": {"id": "mengunggah foto atau video", "en": "uploaded a photo or video"},
}
MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
SAID = {
    # What both pages share
    "caveat": {"id": "Indikasi, bukan putusan.", "en": "Indications, not findings."},
    "row": {"id": "baris", "en": "row"},
    "post_id": {"id": "id", "en": "id"},
    "score": {"id": "skor", "en": "score"},
    "points": {"id": "poin", "en": "points"},
    "reason": {"id": "alasan", "en": "reason"},
    "sum": {"id": "jumlah", "en": "sum"},
    "laws": {"id": "Dasar hukum", "en": "Legal basis"},
    "status": {"id": "Status", "en": "Status"},
    "parent": {"id": "Menanggapi unggahan ini:", "en": "In response to this post:"},
    "no_text": {"id": "(tanpa teks sendiri)", "en": "(no text of its own)"},
    "mark_rule": {"id": "aturan", "en": "rule"},
    "mark_context": {"id": "konteks yang meringankan", "en": "context that speaks against"},
    "mark_words": {"id": "kata", "en": "word"},
    "fingerprint": {"id": "Sidik jari penyaring", "en": "Fingerprint of the screener"},
    "version": {"id": "Versi", "en": "Version"},
    # The report
    "report_title": {"id": "Laporan penyaringan unggahan ASN", "en": "Screening report on posts of civil servants"},
    "skip": {"id": "Langsung ke unggahan yang perlu ditinjau", "en": "Skip to the posts for review"},
    "caveat_long": {
        "id": "Setiap unggahan di sini perlu ditinjau manusia sebelum disimpulkan apa pun. Skor tinggi bukan bukti; skor rendah bukan jaminan.",
        "en": "A human must review every post here before anything is concluded. A high score proves nothing; a low one promises nothing.",
    },
    "personal": {
        "id": "Berisi data pribadi. Simpan di tempat yang hanya dapat dibuka oleh yang berwenang.",
        "en": "Holds personal data. Keep it where only those may open it who are entitled to.",
    },
    "contents": {"id": "Isi laporan", "en": "Contents"},
    "totals": {"id": "Ringkasan", "en": "Totals"},
    "rows": {"id": "baris dibaca", "en": "rows read"},
    "blank": {"id": "baris kosong dilewati", "en": "blank lines skipped"},
    "faulty": {"id": "baris bermasalah (lihat kolom screen_error)", "en": "faulty rows (see the column screen_error)"},
    "by_verdict": {"id": "Menurut hasil", "en": "By verdict"},
    "by_category": {"id": "Menurut kategori", "en": "By category"},
    "several": {"id": "Satu unggahan dapat masuk beberapa kategori.", "en": "A post can be in several categories."},
    "posts": {"id": "unggahan", "en": "posts"},
    "verdict": {"id": "Hasil", "en": "Verdict"},
    "category": {"id": "Kategori", "en": "Category"},
    "rule": {"id": "Aturan", "en": "Rule"},
    "hits": {"id": "Unggahan", "en": "Posts"},
    "over_time": {"id": "Dari waktu ke waktu", "en": "Over time"},
    "day": {"id": "hari", "en": "day"},
    "week": {"id": "minggu (mulai Senin)", "en": "week (from Monday)"},
    "month": {"id": "bulan", "en": "month"},
    "year": {"id": "tahun", "en": "year"},
    "chart_title": {"id": "Unggahan yang perlu ditinjau per {period}", "en": "Posts for review by {period}"},
    "chart_desc": {
        "id": "Grafik batang: atas menurut hasil, di bawahnya menurut kategori. Angkanya ada di tabel di bawah grafik.",
        "en": "Bar chart: by verdict on top, by category below it. The numbers stand in the table below the chart.",
    },
    "chart_scroll": {"id": "Grafik, dapat digeser ke samping", "en": "Chart, scrolls sideways"},
    "most": {"id": "tertinggi {count}", "en": "at most {count}"},
    "voting_line": {"id": "hari pemungutan suara", "en": "voting day"},
    "chart_table": {"id": "Angka-angkanya dalam tabel", "en": "The numbers as a table"},
    "chart_table_note": {
        "id": "Hanya {period} yang ada unggahannya.",
        "en": "Only where there are posts, by {period}.",
    },
    "phase_table": {"id": "Fase pemilihan dalam rentang ini", "en": "Phases of elections in this span"},
    "election": {"id": "Pemilihan", "en": "Election"},
    "phase": {"id": "Fase", "en": "Phase"},
    "from": {"id": "Dari", "en": "From"},
    "to": {"id": "Sampai", "en": "To"},
    "elections_more": {
        "id": "{count} pemilihan lain dalam rentang ini hanya ada di tabel fase.",
        "en": "{count} more elections in this span stand only in the table of phases.",
    },
    "undated": {
        "id": "{count} unggahan tanpa tanggal tidak ada di grafik.",
        "en": "{count} posts without a date are not in the chart.",
    },
    "far": {
        "id": "{count} unggahan bertanggal di luar tahun 2000–2099 tidak ada di grafik; periksa tanggalnya.",
        "en": "{count} posts dated outside the years 2000–2099 are not in the chart; check their dates.",
    },
    "no_dates": {"id": "Tidak ada tanggal yang dapat digambar.", "en": "There are no dates to draw."},
    "rules": {"id": "Aturan yang kena", "en": "Rules that fired"},
    "rules_note": {
        "id": "Dihitung di semua unggahan, juga yang tidak perlu ditinjau. “Konteks” menurunkan skor.",
        "en": "Counted in all posts, also in those not for review. “Context” lowers a score.",
    },
    "no_rules": {"id": "Tidak ada aturan yang kena.", "en": "No rule fired."},
    "more_rules": {"id": "{count} aturan lain", "en": "{count} more rules"},
    "context": {"id": "konteks", "en": "context"},
    "draft": {"id": "draf", "en": "draft"},
    "share": {"id": "Perbandingan", "en": "Share"},
    "flagged": {"id": "Unggahan yang perlu ditinjau", "en": "Posts for review"},
    "order": {
        "id": "Yang perlu ditinjau lebih dulu di atas, lalu menurut skor. Unggahan yang sama atau hampir sama ditampilkan sekali.",
        "en": "What to review first stands on top, then by score. Posts that are the same or nearly so are shown once.",
    },
    "no_flagged": {"id": "Tidak ada unggahan dengan indikasi.", "en": "No post shows an indication."},
    "noscript": {
        "id": "Penyaring dan pencarian memerlukan JavaScript. Tanpa itu hanya {shown} unggahan pertama yang tampil.",
        "en": "Filters and search need JavaScript. Without it only the first {shown} posts are shown.",
    },
    "filters": {"id": "Saring unggahan", "en": "Filter the posts"},
    "search": {"id": "Cari", "en": "Search"},
    "search_hint": {
        "id": 'kata, akun, daerah, id; apa adanya dalam kutip: "baris 12 "',
        "en": 'words, account, region, id; literally in quotes: "row 12 "',
    },
    "all_verdicts": {"id": "semua hasil", "en": "all verdicts"},
    "all_categories": {"id": "semua kategori", "en": "all categories"},
    "all_rules": {"id": "semua aturan", "en": "all rules"},
    "reset": {"id": "Kosongkan saringan", "en": "Clear the filters"},
    "count": {
        "id": "{shown} dari {found} tampil ({posts} unggahan); seluruhnya {all}.",
        "en": "{shown} of {found} shown ({posts} posts); {all} in all.",
    },
    "nothing": {
        "id": "Tidak ada yang cocok. Kurangi kata pencarian atau kosongkan saringan.",
        "en": "Nothing matches. Use fewer words or clear the filters.",
    },
    "more": {"id": "Tampilkan {count} lagi", "en": "Show {count} more"},
    "all": {"id": "Tampilkan semua", "en": "Show all"},
    "left_off": {
        "id": "{count} kelompok dengan skor lebih rendah tidak dimuat di halaman ini supaya tetap dapat dibuka; semuanya ada di berkas hasil.",
        "en": "{count} groups with lower scores are left off this page so that it still opens; all of them are in the output file.",
    },
    "alike": {"id": "{count} unggahan sama atau hampir sama", "en": "{count} posts the same or nearly so"},
    "wording": {"id": "bunyinya:", "en": "it says:"},
    "reading": {"id": "Cara membaca", "en": "How to read this"},
    "data": {"id": "Sidik jari data", "en": "Fingerprint of the data"},
    "source": {"id": "Berkas masukan", "en": "Input file"},
    "digest": {"id": "SHA-256 masukan", "en": "SHA-256 of the input"},
    "data_note": {
        "id": "Masukan dan sidik jari yang sama selalu memberi hasil yang sama.",
        "en": "The same input and fingerprint always give the same result.",
    },
    # The sheet
    "sheet_title": {"id": "Lembar satu unggahan", "en": "Sheet on one post"},
    "about": {"id": "Tentang unggahan", "en": "About the post"},
    "account": {"id": "Akun", "en": "Account"},
    "id": {"id": "Id", "en": "Id"},
    "action": {"id": "Tindakan", "en": "Action"},
    "posted_at": {"id": "Diunggah", "en": "Posted"},
    "region": {"id": "Daerah", "en": "Region"},
    "text": {"id": "Unggahan", "en": "Post"},
    "reasons": {"id": "Alasan", "en": "Reasons"},
    "scores": {"id": "Skor tiap kategori", "en": "Score of every category"},
    "set_aside": {"id": "Dikesampingkan atau hanya disebut", "en": "Set aside or only noted"},
    "near": {"id": "Nyaris kena", "en": "Came near"},
    "decision": {"id": "Penilaian pemeriksa", "en": "The inspector's decision"},
    "decided_true": {"id": "indikasi benar", "en": "indication correct"},
    "decided_false": {"id": "salah tandai", "en": "flagged in error"},
    "decided_context": {"id": "perlu konteks", "en": "needs context"},
    "notes": {"id": "Catatan", "en": "Notes"},
    "name": {"id": "Nama dan jabatan", "en": "Name and office"},
    "date": {"id": "Tanggal", "en": "Date"},
    "signature": {"id": "Tanda tangan", "en": "Signature"},
}
READING = {
    "id": (
        "Skor adalah perkiraan dari 0 sampai 100% bahwa unggahan perlu dilihat di kategori itu. Skor dihitung dari jumlah poin (log-odds) di bawah unggahan: nol poin berarti 50%.",
        "Poin dibulatkan ke satu desimal sedemikian rupa sehingga jumlahnya tetap cocok dengan baris jumlah.",
        "Kata yang ditandai adalah kata penulis sendiri. Garis tebal: aturan. Garis putus: konteks yang meringankan. Garis titik: kata yang dinilai model.",
        "Tanggal unggahan hanya menentukan hukum yang dikutip, tidak pernah mengubah skor. Hukum bertanda “belum terverifikasi” harus dicek ke sumbernya.",
        "Unggahan dianggap sama bila kata-katanya sama setelah tautan, sebutan akun, angka, dan tanda baca dilepas, atau bila dari sedikitnya enam kata hanya satu kata yang berbeda. Hasil, kategori, dan aturannya harus sama. Setiap baris tetap tercantum, dengan bunyinya bila berbeda.",
        "Tulisan seperti <U+202E> adalah karakter tak terlihat yang sengaja dibuat tampak.",
    ),
    "en": (
        "A score is an estimate, from 0 to 100%, that a post needs a look in that category. It comes from the sum of the points (log-odds) below the post: no points mean 50%.",
        "Points are rounded to one decimal in such a way that they still add up to the line with the sum.",
        "Marked words are the author's own. Solid line: a rule. Dashed line: context that speaks against. Dotted line: a word that the model weighs.",
        "The date of a post only chooses the law that is cited; it never moves a score. A law marked “not verified” must be checked at its source.",
        "Posts count as the same when their words are the same without links, mentions, numbers and punctuation, or when of at least six words only one differs. Verdict, categories and rules must be the same. Every row is still listed, with its wording where that differs.",
        "Something like <U+202E> is an invisible character, made visible on purpose.",
    ),
}


def spoken(lang: str) -> dict[str, str]:
    """The sentences of one language."""
    return {key: both[lang] for key, both in SAID.items()}


def day(moment: datetime, lang: str) -> str:
    """A moment for people, in WIB: "3 Okt 2024, 19.20 WIB"; midnight, which a bare date stands for, is not told."""
    try:
        local = moment.astimezone(WIB)
    except OverflowError:  # at either end of the calendar another zone has no such day
        return moment.isoformat()
    told = f"{local.day} {MONTHS[lang][local.month - 1]} {local.year}"
    return f"{told}, {local:%H.%M} WIB" if local.hour or local.minute else told
