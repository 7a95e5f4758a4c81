timing = end_time - start_time
self.gauge('http.response_time', timing, tags=['http_check'])
