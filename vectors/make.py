#!/usr/bin/env python3
"""Makes the golden vectors from the protocol's text, sharing no code with the Java sources.

Run it in this folder. terms/example.json and the award keys in awards/ are the only input; everything
else is written anew, and a run must leave the working tree unchanged. AES-GCM, HKDF and the reading of
PEM come from PyPI's `cryptography`; the Encryption SDK's message format is written out here.
"""
import base64
import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SESSION = bytes(range(32))
EXAMPLE = open("terms/example.json", "rb").read()


def sha384(*parts):
    return hashlib.sha384(b"".join(parts)).digest()


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)


def hexdump(path, title, parts):
    """parts: (bytes, comment); one line each, long ones folded."""
    lines = ["# " + title]
    for data, comment in parts:
        lines.append("# " + comment)
        text = data.hex()
        lines += [text[i : i + 64] for i in range(0, len(text), 64)] or []
    write(path, "\n".join(lines) + "\n")


TERMS = sha384(EXAMPLE)
write("terms/example.sha384", TERMS.hex() + "\n")


# --- sheets: docs/PROTOCOL.md, Sheets
def sheet(path, title, kind, nonce, amounts):
    parts = [
        (b"SBSHEET1", "magic, ASCII SBSHEET1"),
        (b"\x01", "version 1"),
        (bytes([kind]), "kind: 1 BID, 2 WITHDRAW, 3 RESERVE"),
        (nonce, "nonce, 32 bytes"),
    ]
    for i, amount in enumerate(amounts):
        parts.append((struct.pack(">q", amount), f"amount of lot {i + 1}: {amount}"))
    used = sum(len(data) for data, _ in parts)
    parts.append((bytes(-used % 256), "zeros to a multiple of 256"))
    hexdump(path, title, parts)
    return b"".join(data for data, _ in parts)


BID = sheet("sheets/bid.hex", "a bid for lots 1 and 3 of 3", 1, b"\x11" * 32, [12_600_000, -1, 0])
sheet("sheets/none.hex", "a sheet without bids", 1, b"\x22" * 32, [-1, -1, -1])
sheet("sheets/withdraw.hex", "a withdrawal", 2, b"\x33" * 32, [-1, -1, -1])
sheet("sheets/reserve.hex", "the seller's reserves", 3, b"\x44" * 32, [10**18 - 1, -1, 1])


# --- terms with everything that prices need: docs/PROTOCOL.md, Disclosure
def award_key(party):
    with open(f"awards/{party}.pem", "rb") as pem:
        return serialization.load_pem_private_key(pem.read(), None)


def public_der(party):
    return award_key(party).public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


KMS_AWARD_KEY = "arn:aws:kms:eu-central-1:111111111103:key/00000000-0000-4000-8000-0000000000a3"


def prices_terms():
    terms = json.loads(EXAMPLE)
    terms["id"] = "riverside-prices"
    terms["rule"] = "SECOND_PRICE"
    terms["disclosure"] = "SEALED_AWARD"
    terms["lots"][0]["units"] = 2
    terms["lots"][1]["reserve"] = "SEALED"
    terms["lots"][1]["step"] = 50
    terms["lots"][2]["reserve"] = 0
    for buyer in terms["buyers"]:
        buyer["objectKey"] = "riverside-prices/sheet"
        buyer["awardKey"] = {"publicKey": base64.b64encode(public_der(buyer["id"])).decode()}
    terms["buyers"][2]["awardKey"]["kmsKey"] = KMS_AWARD_KEY
    terms["seller"] = {
        "sheetKey": "arn:aws:kms:eu-west-1:111111111104:key/00000000-0000-4000-8000-000000000004",
        "bucket": "seller-bids", "bucketRegion": "eu-west-1", "bucketOwner": "111111111104",
        "objectKey": "riverside-prices/reserve",
        "awardKey": {"publicKey": base64.b64encode(public_der("seller")).decode()}}
    return (json.dumps(terms, indent=2, ensure_ascii=False) + "\n").encode()


PRICES = prices_terms()
PRICES_TERMS = sha384(PRICES)
with open("terms/prices.json", "wb") as out:
    out.write(PRICES)
write("terms/prices.sha384", PRICES_TERMS.hex() + "\n")


# --- awards: docs/PROTOCOL.md, Disclosure
def award(path, title, prices):
    parts = [(b"SBAWARD1", "magic, ASCII SBAWARD1"), (b"\x01", "version 1")]
    for i, price in enumerate(prices):
        parts.append((struct.pack(">q", price), f"price of lot {i + 1}: {price}"))
    used = sum(len(data) for data, _ in parts)
    parts.append((bytes(-used % 256), "zeros to a multiple of 256"))
    hexdump(path, title, parts)
    return b"".join(data for data, _ in parts)


WINNER = award("awards/winner.hex", "the award of the winner of lot 1 of 3", [12_600_000, 0, 0])
award("awards/loser.hex", "the award of a buyer that won nothing", [0, 0, 0])
SELLER = award("awards/seller.hex", "the seller's award", [12_600_000, 15_000_050, 0])


# --- the Encryption SDK's message, format version 2, suite 0x0478, one final frame
def text(value):
    return struct.pack(">H", len(value)) + value


def derive(data_key, message_id, info):
    return HKDF(hashes.SHA512(), 32, message_id, info).derive(data_key)


def message(path, title, context, provider, key_info, wrapped, data_key, message_id, plaintext):
    suite = b"\x04\x78"
    pairs = b"".join(text(k.encode()) + text(v.encode()) for k, v in sorted(context.items()))
    pairs = struct.pack(">H", len(context)) + pairs
    header = [
        (b"\x02", "version 2"),
        (suite, "suite 0478"),
        (message_id, "message id"),
        (text(pairs), "encryption context: length, count, pairs"),
        (b"\x00\x01", "one encrypted data key"),
        (text(provider), "key provider"),
        (text(key_info), "key"),
        (text(wrapped), "encrypted data key"),
        (b"\x02", "framed"),
        (struct.pack(">I", 8192), "frame length"),
        (derive(data_key, message_id, b"COMMITKEY"), "commitment"),
    ]
    key = AESGCM(derive(data_key, message_id, suite + b"DERIVEKEY"))
    header_bytes = b"".join(data for data, _ in header)
    iv = struct.pack(">III", 0, 0, 1)
    aad = message_id + b"AWSKMSEncryptionClient Final Frame" + struct.pack(">IQ", 1, len(plaintext))
    sealed = key.encrypt(iv, plaintext, aad)
    parts = header + [
        (key.encrypt(bytes(12), b"", header_bytes), "header tag"),
        (b"\xff" * 4, "final frame"),
        (struct.pack(">I", 1), "sequence number"),
        (iv, "IV"),
        (struct.pack(">I", len(plaintext)), "content length"),
        (sealed[:-16], "content"),
        (sealed[-16:], "tag"),
    ]
    hexdump(path, title, parts)
    return b"".join(data for data, _ in parts)


DATA_KEY = b"\x5a" * 32
BUYER_1_KEY = json.loads(EXAMPLE)["buyers"][0]["sheetKey"].encode()
SHEET_CONTEXT = {
    "purpose": "sheet", "auction-id": "riverside-2026", "session-id": SESSION.hex(),
    "terms-sha384": TERMS.hex(), "buyer-id": "buyer-1", "revision": "1795246305000"}
SEALED = message(
    "sealed/bid.hex", "sheets/bid.hex, sealed by buyer-1 under terms/example.json with the data key 5a…5a",
    SHEET_CONTEXT, b"aws-kms", BUYER_1_KEY, b"what KMS made of the data key", DATA_KEY, b"\x77" * 32, BID)
write("sealed/bid.sha384", sha384(SEALED).hex() + "\n")
proof = {
    "version": 1, "type": "proof", "auctionId": "riverside-2026", "sessionId": SESSION.hex(),
    "buyerId": "buyer-1", "sheetSha384": sha384(SEALED).hex(),
    "ciphertext": base64.b64encode(SEALED).decode(), "dataKey": base64.b64encode(DATA_KEY).decode()}
write("sealed/proof.json", json.dumps(proof, separators=(",", ":")))


def mgf1(seed, length):
    blocks = (hashlib.sha256(seed + struct.pack(">I", i)).digest() for i in range(length // 32 + 1))
    return b"".join(blocks)[:length]


def xor(left, right):
    return bytes(a ^ b for a, b in zip(left, right))


def oaep(party, plaintext, seed):
    """RSAES-OAEP (RFC 8017 section 7.1.1) with SHA-256, MGF1-SHA-256 and a seed that isn't random."""
    numbers = award_key(party).public_key().public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    block = hashlib.sha256(b"").digest() + bytes(size - 66 - len(plaintext)) + b"\x01" + plaintext
    masked = xor(block, mgf1(seed, len(block)))
    encoded = b"\x00" + xor(seed, mgf1(masked, 32)) + masked
    return pow(int.from_bytes(encoded, "big"), numbers.e, numbers.n).to_bytes(size, "big")


def award_message(party, plaintext, seed):
    context = {
        "purpose": "award", "auction-id": "riverside-prices", "session-id": SESSION.hex(),
        "terms-sha384": PRICES_TERMS.hex(), "buyer-id": party}
    return message(
        f"awards/message-{party}.hex", f"the award of {party} under terms/prices.json", context,
        b"sealed-bid-award", party.encode(), oaep(party, seed, seed), seed, b"\x66" * 32, plaintext)


AWARDS = [award_message("buyer-1", WINNER, b"\x21" * 32), award_message("seller", SELLER, b"\x22" * 32)]


# --- lottery: docs/PROTOCOL.md, Lottery and ties
NONCES = [bytes([n]) * 32 for n in (1, 2, 3)]
SEED = sha384(b"sealed-bid/v1/lottery\x00", SESSION, *NONCES)
BUYERS = ["buyer-1", "buyer-2", "buyer-3"]


def ticket(lot, buyer):
    return hmac.new(SEED, lot.encode() + b"\x00" + buyer.encode(), hashlib.sha384).digest()


lines = ["# session, the counted sheets' nonces in buyer order, seed", "session " + SESSION.hex()]
lines += ["nonce " + n.hex() for n in NONCES]
lines += ["seed " + SEED.hex(), "# tickets; the least wins", ""]
for lot in ("lot-1", "lot-2", "lot-3"):
    lines += [f"ticket {lot} {b} {ticket(lot, b).hex()}" for b in BUYERS]
    lines.append(f"ranking {lot} " + " ".join(sorted(BUYERS, key=lambda b: ticket(lot, b))))
write("lottery/lottery.txt", "\n".join(lines) + "\n")


# --- statements: docs/PROTOCOL.md, Attested statements
SHEETS = [sha384(b"ciphertext " + b.encode()) for b in BUYERS]


def statement(name, kind, **fields):
    body = {"version": 1, "type": kind, **fields}
    data = json.dumps(body, separators=(",", ":")).encode()
    with open(f"statements/{name}.json", "wb") as out:
        out.write(data)
    user_data = sha384(f"sealed-bid/v1/{kind}".encode() + b"\x00", data)
    write(f"statements/{name}.user-data", user_data.hex() + "\n")
    return data


auction = "riverside-2026"
opening = statement(
    "opening", "opening", auctionId=auction, termsSha384=TERMS.hex(), sessionId=SESSION.hex(),
    openedAt="2026-11-21T07:31:45.000Z")
acknowledgement = statement(
    "acknowledgement", "acknowledgement", auctionId=auction, sessionId=SESSION.hex(),
    buyerId="buyer-1", sheetSha384=SHEETS[0].hex(), revision=1795246305000, sequence=1,
    receivedAt="2026-11-21T07:40:00.123Z")
outcome = statement(
    "outcome", "outcome", auctionId=auction, sessionId=SESSION.hex(), termsSha384=TERMS.hex(),
    resolvedAt="2026-12-01T12:00:02.500Z", lotterySeed=SEED.hex(),
    lots=[
        {"lotId": "lot-1", "status": "SOLD", "winners": ["buyer-2"]},
        {"lotId": "lot-2", "status": "NO_SALE", "winners": []},
        {"lotId": "lot-3", "status": "SOLD", "winners": ["buyer-1"]},
    ],
    buyers=[
        {"buyerId": "buyer-1", "status": "COUNTED", "sheetSha384": SHEETS[0].hex()},
        {"buyerId": "buyer-2", "status": "COUNTED", "sheetSha384": SHEETS[1].hex()},
        {"buyerId": "buyer-3", "status": "INVALID", "code": "SHEET_MALFORMED",
         "sheetSha384": SHEETS[2].hex()},
    ],
    acknowledged=[
        {"buyerId": b, "sheetSha384": SHEETS[i].hex(), "revision": 1795246305000 + i, "sequence": i + 1}
        for i, b in enumerate(BUYERS)
    ],
    awards=[])
COUNTED = [{"buyerId": b, "status": "COUNTED", "sheetSha384": SHEETS[i].hex()}
           for i, b in enumerate(BUYERS)]
ACKNOWLEDGED = [
    {"buyerId": b, "sheetSha384": SHEETS[i].hex(), "revision": 1795246305000 + i, "sequence": i + 1}
    for i, b in enumerate(BUYERS)]
statement(
    "outcome-prices", "outcome", auctionId=auction, sessionId=SESSION.hex(), termsSha384=TERMS.hex(),
    resolvedAt="2026-12-01T12:00:02.500Z", lotterySeed=SEED.hex(),
    lots=[
        {"lotId": "lot-1", "status": "SOLD", "winners": ["buyer-2", "buyer-3"], "price": 12600000},
        {"lotId": "lot-2", "status": "NO_SALE", "winners": []},
        {"lotId": "lot-3", "status": "SOLD", "winners": ["buyer-1"], "price": 0},
    ],
    buyers=COUNTED, acknowledged=ACKNOWLEDGED, awards=[])
RESERVE = sha384(b"ciphertext seller")
statement(
    "outcome-awards", "outcome", auctionId="riverside-prices", sessionId=SESSION.hex(),
    termsSha384=PRICES_TERMS.hex(), resolvedAt="2026-12-01T12:00:02.500Z", lotterySeed=SEED.hex(),
    lots=[
        {"lotId": "lot-1", "status": "SOLD", "winners": ["buyer-1", "buyer-2"]},
        {"lotId": "lot-2", "status": "SOLD", "winners": ["buyer-2"]},
        {"lotId": "lot-3", "status": "SOLD", "winners": ["buyer-3"]},
    ],
    buyers=COUNTED + [
        {"buyerId": "seller", "status": "COUNTED", "sheetSha384": RESERVE.hex()}],
    acknowledged=ACKNOWLEDGED + [
        {"buyerId": "seller", "sheetSha384": RESERVE.hex(), "revision": 1795246305009, "sequence": 4}],
    awards=[{"recipient": "buyer-1", "sha384": sha384(AWARDS[0]).hex()},
            {"recipient": "buyer-2", "sha384": sha384(b"award buyer-2").hex()},
            {"recipient": "buyer-3", "sha384": sha384(b"award buyer-3").hex()},
            {"recipient": "seller", "sha384": sha384(AWARDS[1]).hex()}])
void = statement(
    "void", "void", auctionId=auction, sessionId=SESSION.hex(), termsSha384=TERMS.hex(),
    voidedAt="2026-12-01T12:05:00.000Z", reason="KEY_GONE",
    buyers=[{"buyerId": "buyer-3", "code": "KMSInvalidStateException"}])


def attested(data):
    fake = b"not a real document"
    return {"statement": base64.b64encode(data).decode(),
            "attestation": base64.b64encode(fake).decode()}


receipt = {"version": 1, "terms": base64.b64encode(EXAMPLE).decode(), "opening": attested(opening),
           "acknowledgements": [attested(acknowledgement)], "outcome": attested(outcome)}
write("statements/receipt.json", json.dumps(receipt, separators=(",", ":")))


# --- frames
def frame(name, title, code, request_id, *parts):
    length = 10 + sum(len(data) for data, _ in parts)
    hexdump(f"frames/{name}.hex", title, [
        (struct.pack(">I", length), f"length of what follows: {length}"),
        (b"\x01", "version 1"),
        (bytes([code]), f"type {code}"),
        (struct.pack(">Q", request_id), f"request id {request_id}"),
        *parts])


def counted(width, data, what):
    return (struct.pack({1: ">B", 2: ">H", 4: ">I"}[width], len(data)), f"length of {what}"), (data, what)


session = (SESSION, "session id")
nonce = bytes(range(16))
document = b"document"
frame("open", "OPEN", 1, 1, (b"{}", "terms"))
frame("attest-opening", "ATTEST_OPENING", 2, 2, session, *counted(2, nonce, "nonce"))
frame("submit", "SUBMIT", 3, 3, session, *counted(1, b"buyer-1", "buyer id"),
      *counted(4, b"ciphertext", "ciphertext"))
frame("resolve", "RESOLVE", 4, 4, session, *counted(2, b"AKIDEXAMPLE", "access key id"),
      *counted(2, b"secret", "secret access key"), *counted(2, b"token", "session token"))
frame("present", "PRESENT", 5, 5, session, (b"\x00\x02", "two sheets"),
      *counted(4, b"one", "ciphertext"), *counted(4, b"three", "ciphertext"))
frame("void", "VOID", 6, 6, session)
frame("status", "STATUS", 7, 7, session)
frame("attest", "ATTEST", 8, 2**64 - 1, *counted(2, nonce, "nonce"))
frame("awards", "AWARDS", 9, 10, session, (b"\x00\x00\x00\x40", "from number 64 on"))
frame("statement", "STATEMENT", 65, 1, *counted(4, opening, "statement"),
      *counted(4, document, "attestation document"))
frame("resolved", "RESOLVED", 66, 4, (b"\x01", "again"), *counted(4, outcome, "statement"),
      *counted(4, document, "attestation document"))
frame("wanted", "WANTED", 67, 4, (b"\x00\x00\x00\x02", "two sheets"), (SHEETS[0], "digest"),
      (SHEETS[1], "digest"))
frame("presented", "PRESENTED", 68, 5, (b"\x00\x00\x00\x02", "two accepted"))
frame("status-reply", "STATUS_REPLY", 69, 7, (b"\x02", "state: 1 OPEN, 2 RESOLVING, 3 RESOLVED, 4 VOID"),
      (struct.pack(">I", 5), "acknowledged"), (struct.pack(">I", 3), "opened"),
      (struct.pack(">I", 4), "to open"))
frame("attestation", "ATTESTATION", 70, 8, (document, "attestation document"))
frame("awards-reply", "AWARDS_REPLY", 71, 10, (b"\x00\x00\x00\x42", "66 in all"),
      (b"\x00\x02", "two messages"), *counted(4, b"one", "message"), *counted(4, b"three", "message"))
frame("error", "ERROR", 127, 9, (b"\x00\x34", "code 52, KMS_REFUSED"), (b"\x00\x01", "one buyer"),
      *counted(1, b"buyer-3", "buyer id"), *counted(1, b"AccessDeniedException", "code"))


# --- enclave images: the layout that AWS's tools write
def image(name, title, version, flags, sections):
    """sections: (type, name, content); writes the image and what it measures, as nitro-cli says it."""
    import zlib

    offsets, at = [], 548
    for _, _, content in sections:
        offsets.append(at)
        at += 12 + len(content)
    table = lambda values: struct.pack(">32Q", *values, *[0] * (32 - len(values)))
    fields = [(b".eif", "magic"), (struct.pack(">H", version), f"version {version}"),
              (struct.pack(">H", flags), "flags: 0 x86_64, 1 aarch64"),
              (struct.pack(">Q", 512 << 20), "default memory: 512 MiB"), (struct.pack(">Q", 2), "default CPUs: 2"),
              (bytes(2), "reserved"), (struct.pack(">H", len(sections)), f"{len(sections)} sections"),
              (table(offsets), f"offsets: {offsets}"),
              (table([len(c) for _, _, c in sections]), f"sizes: {[len(c) for _, _, c in sections]}"),
              (bytes(4), "reserved")]
    body = []
    for code, what, content in sections:
        body += [(struct.pack(">HHQ", code, 0, len(content)), f"{what}: type {code}, flags, {len(content)} bytes"),
                 (content, what)]
    crc = zlib.crc32(b"".join(data for data, _ in fields + body))
    hexdump(f"eif/{name}.hex", title, [*fields, (struct.pack(">I", crc), "CRC-32 of all the rest"), *body])

    boot = [c for code, _, c in sections if code in (1, 2)]
    ramdisks = [c for code, _, c in sections if code == 3]
    extend = lambda parts: hashlib.sha384(bytes(48) + sha384(*parts)).hexdigest()
    pcrs = {"PCR0": extend(boot + ramdisks), "PCR1": extend(boot + ramdisks[:1]), "PCR2": extend(ramdisks[1:])}
    write(f"eif/{name}.json", json.dumps({"Measurements": {"HashAlgorithm": "Sha384 { ... }", **pcrs}}, indent=2) + "\n")


METADATA = json.dumps({
    "ImageName": "example", "ImageVersion": "1", "BuildMetadata": {
        "BuildTime": "1970-01-01T00:00:00Z", "BuildTool": "make.py", "BuildToolVersion": "1",
        "OperatingSystem": "Linux", "KernelVersion": "none"}, "DockerInfo": {}, "CustomMetadata": {}},
    separators=(",", ":")).encode()
KERNEL, CMDLINE = (1, "kernel", b"not a kernel\n"), (2, "command line", b"reboot=k panic=30")
RAMDISKS = [(3, "first ramdisk", b"boots\n"), (3, "second ramdisk", b"is the application\n")]
image("version-4", "an image of version 4", 4, 0, [KERNEL, CMDLINE, (5, "metadata", METADATA), *RAMDISKS])
image("version-3", "an image of version 3 for aarch64, with one ramdisk", 3, 1, [KERNEL, CMDLINE, RAMDISKS[0]])


# --- payloads of attestation documents: one meaning in four encodings, and what another parser might take
def cbor(value):
    """Definite lengths, shortest heads; dicts keep their order."""
    def head(major, n):
        for info, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
            if n < 24:
                return bytes([major << 5 | n])
            if n < 1 << 8 * width:
                return bytes([major << 5 | info]) + n.to_bytes(width, "big")
    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value)) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


BREAK = b"\xff"
NITRO = {
    "module_id": "i-0123456789abcdef0-enc0123456789abcdef", "digest": "SHA384", "timestamp": 1795248000000,
    "pcrs": {i: bytes([i + 1]) * 48 for i in range(4)}, "certificate": b"leaf \xff\xff", "cabundle": [b"root", b"issuer"],
    "public_key": None, "user_data": b"", "nonce": bytes(range(32))}
FIELDS = {name: cbor(name) + cbor(value) for name, value in NITRO.items()}
PCRS, CABUNDLE = cbor(NITRO["pcrs"])[1:], cbor(NITRO["cabundle"])[1:]
INDEFINITE = {**FIELDS, "pcrs": cbor("pcrs") + b"\xbf" + PCRS + BREAK, "cabundle": cbor("cabundle") + b"\x9f" + CABUNDLE + BREAK}


def body(fields, without=()):
    return b"".join(data for name, data in fields.items() if name not in without)


def payloads(folder, each):
    for name, (data, title) in each.items():
        hexdump(f"attestation/{folder}-{name}.hex", title, [(data, f"{len(data)} bytes")])


BOTH, UNKNOWN = body(FIELDS), cbor("nsm_version") + b"\xbf" + cbor("a") + b"\x82\xf7\x1b" + b"\xff" * 9
payloads("read", {
    "definite": (b"\xa9" + BOTH, "as AWS encoded until the middle of 2025: a map of nine"),
    "indefinite": (b"\xbf" + BOTH + BREAK, "as AWS encodes since: a map without a length"),
    "indefinite-throughout": (b"\xbf" + body(INDEFINITE) + BREAK, "registers and issuers without a length, too"),
    "unknown-field": (b"\xbf" + UNKNOWN + BOTH + BREAK, "a field that isn't known is skipped, whatever it holds"),
})
payloads("refused", {
    "break-ends-definite": (b"\xaa" + BOTH + BREAK, "a map of ten, in which a break stands for the tenth"),
    "break-behind-definite": (b"\xa9" + BOTH + BREAK, "a break behind a map of nine"),
    "break-missing": (b"\xbf" + BOTH, "no break"),
    "break-for-value": (b"\xbf" + body(FIELDS, ["nonce"]) + cbor("nonce") + BREAK, "a break for nonce's value"),
    "break-in-array": (b"\xbf" + body(FIELDS, ["cabundle"]) + cbor("cabundle") + b"\x83" + CABUNDLE + BREAK + BREAK,
                       "a break in an array of three"),
    "break-alone": (BREAK, "a break alone"),
    "behind-the-break": (b"\xbf" + BOTH + BREAK + b"\x00", "a byte behind the break"),
    "empty-map": (b"\xbf" + BREAK, "a map of nothing"),
    "no-registers": (b"\xbf" + body(FIELDS, ["pcrs"]) + cbor("pcrs") + b"\xbf" + BREAK + BREAK, "no registers"),
    "duplicate-pcrs": (b"\xbf" + BOTH + cbor("pcrs") + b"\xa1\x00" + cbor(bytes(48)) + BREAK, "pcrs twice"),
    "indefinite-string": (b"\xbf" + body(FIELDS, ["nonce"]) + cbor("nonce") + b"\x5f\x41\x01" + BREAK + BREAK,
                          "a nonce in chunks"),
    "longer-head": (b"\xb8\x09" + BOTH, "a count that isn't in its shortest form"),
    "tag": (b"\xbf" + UNKNOWN[:12] + b"\xc1\x00" + BOTH + BREAK, "a tag, in a field that isn't known"),
    "float": (b"\xbf" + UNKNOWN[:12] + b"\xf9\x00\x00" + BOTH + BREAK, "a float, in a field that isn't known"),
    "name-as-bytes": (b"\xbf" + BOTH + cbor(b"nonce") + cbor(b"") + BREAK, "nonce once more, its name as bytes"),
    "user-data-1025": (b"\xbf" + body(FIELDS, ["user_data"]) + cbor("user_data") + cbor(bytes(1025)) + BREAK,
                       "user_data of 1,025 bytes"),
})
