// liburing, and the kernel constants that version 2.3 of it does not know yet (values are ABI).
#pragma once

#if !__has_include(<liburing.h>)
#error "Sluice needs liburing 2.3 or newer: install liburing-dev (Debian, Ubuntu), liburing-devel (Fedora) or liburing (Arch, Alpine: liburing-dev)"
#endif
#include <liburing.h>

// Linux 6.3
#ifndef IORING_FEAT_REG_REG_RING
#define IORING_FEAT_REG_REG_RING (1U << 13)
#endif
// Linux 6.10
#ifndef IORING_FEAT_RECVSEND_BUNDLE
#define IORING_FEAT_RECVSEND_BUNDLE (1U << 14)
#endif
// Linux 6.12
#ifndef IORING_FEAT_MIN_TIMEOUT
#define IORING_FEAT_MIN_TIMEOUT (1U << 15)
#endif
// Linux 6.15
#ifndef IORING_FEAT_NO_IOWAIT
#define IORING_FEAT_NO_IOWAIT (1U << 17)
#endif
#ifndef IORING_ENTER_NO_IOWAIT
#define IORING_ENTER_NO_IOWAIT (1U << 7)
#endif
