// libcurl for Swift: its header, and a function of fixed arguments for each variadic one in use.
#ifndef SWINGPORT_CCURL_SHIMS_H
#define SWINGPORT_CCURL_SHIMS_H

#include <curl/curl.h>
#include <sys/prctl.h>

typedef size_t (*swingport_curl_sink)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode swingport_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode swingport_curl_set_large(CURL *handle, CURLoption option, int64_t value) {
  return curl_easy_setopt(handle, option, (curl_off_t)value);
}

// libcurl copies the text.
static inline CURLcode swingport_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode swingport_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode swingport_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode swingport_curl_set_sink(
    CURL *handle, CURLoption option, swingport_curl_sink sink) {
  return curl_easy_setopt(handle, option, sink);
}

static inline CURLcode swingport_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode swingport_curl_get_large(CURL *handle, CURLINFO info, int64_t *value) {
  curl_off_t read = 0;
  CURLcode code = curl_easy_getinfo(handle, info, &read);
  *value = (int64_t)read;
  return code;
}

static inline CURLcode swingport_curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
  return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode swingport_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// The next transfer that ended, or 0 when there is none; the union is read here.
static inline int swingport_curl_multi_next(CURLM *multi, CURL **handle, CURLcode *result) {
  int left = 0;
  CURLMsg *message = curl_multi_info_read(multi, &left);
  while (message && message->msg != CURLMSG_DONE) message = curl_multi_info_read(multi, &left);
  if (!message) return 0;
  *handle = message->easy_handle;
  *result = message->data.result;
  return 1;
}

// prctl is variadic too, and Swift's Glibc leaves it out.
static inline int swingport_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

#endif
