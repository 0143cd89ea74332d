#pragma once
#include <curl/curl.h>

// Swift imports no variadic functions: one inline function for each shape of argument. The callbacks are typed by hand
// because curl.h leaves them to the variadic call.

static inline CURLcode curl_shim_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode curl_shim_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode curl_shim_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode curl_shim_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION have the same shape.
typedef size_t (*curl_shim_data_callback)(char *data, size_t size, size_t count, void *user);
static inline CURLcode curl_shim_set_data_callback(CURL *easy, CURLoption option, curl_shim_data_callback value) {
    return curl_easy_setopt(easy, option, value);
}
typedef int (*curl_shim_seek_callback)(void *user, curl_off_t offset, int origin);
static inline CURLcode curl_shim_set_seek_callback(CURL *easy, curl_shim_seek_callback value) {
    return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, value);
}

static inline CURLcode curl_shim_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode curl_shim_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// CURLMsg keeps the result in a union, which Swift shows as a tuple of bytes.
static inline CURLcode curl_shim_message_result(const CURLMsg *message) { return message->data.result; }
