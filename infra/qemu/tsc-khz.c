/*
 * Prints how fast this machine's time-stamp counter runs, in kHz. Under TCG the guest's counter is the host's; told its
 * speed, the guest's kernel needn't measure it against a timer, which fails on a busy host and then stops the boot.
 */
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(void) {
  double begin = milliseconds();
  unsigned long long first = __rdtsc();
  struct timespec pause = {0, 200 * 1000 * 1000};
  nanosleep(&pause, 0);
  double end = milliseconds();
  unsigned long long last = __rdtsc();
  printf("%.0f\n", (last - first) / (end - begin));
  return 0;
}
