#!/usr/bin/env python3
"""Makes the golden vectors from the protocol's text, sharing no code with the Java sources.

Run it in this folder. terms/example.json is the only input; everything else is written anew, and a
run must leave the working tree unchanged.
"""
import base64
import hashlib
import hmac
import json
import struct

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


# --- sheets: DESIGN 5.3
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


sheet("sheets/bid.hex", "a bid for lots 1 and 3 of 3", 1, b"\x11" * 32, [12_600_000, -1, 0])
sheet("sheets/none.hex", "a sheet without bids", 1, b"\x22" * 32, [-1, -1, -1])
sheet("sheets/withdraw.hex", "a withdrawal", 2, b"\x33" * 32, [-1, -1, -1])
sheet("sheets/reserve.hex", "the seller's reserves", 3, b"\x44" * 32, [10**18 - 1, -1, 1])


# --- lottery: DESIGN 5.6
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


# --- statements: DESIGN 4
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
