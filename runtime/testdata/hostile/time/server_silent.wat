;; tries: a server that never answers, and to go on without it
;; config: {"url":"$URL/silent"}
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (import "check/v1" "config" (func $config (param i32 i32 i32) (result i32)))
  (import "check/v1" "http_get" (func $http_get (param i32 i32 f64) (result i32)))
  (import "check/v1" "http_body" (func $http_body (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    ;; the configuration is {"url":"…"}
    (drop (call $http_get (i32.const 8) (i32.sub (call $config (i32.const 0) (i32.const 0) (i32.const 1024)) (i32.const 10)) (f64.const 0)))
    (loop (br 0))
    (i32.const 0)))
