package dev.sealedbid.local.kms;

import dev.sealedbid.local.json.JsonFault;
import java.util.Map;

/** One operation of the API; the answer's members in order. */
@FunctionalInterface
interface Operation {
  Map<String, Object> run(KmsCall call) throws JsonFault;
}
