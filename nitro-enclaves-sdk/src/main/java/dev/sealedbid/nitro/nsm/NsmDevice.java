package dev.sealedbid.nitro.nsm;

import com.sun.jna.Pointer;

/** An open {@code /dev/nsm}. Results below zero are negated errno values. */
interface NsmDevice {

  /** {@code ioctl(NSM_IOCTL_RAW)} on a {@code struct nsm_raw}. */
  int ioctl(Pointer raw);

  /** Closes the device; called once. */
  int close();
}
