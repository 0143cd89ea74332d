#pragma once
// The width of a code unit must be chosen before the header is read.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
