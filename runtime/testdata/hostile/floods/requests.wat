;; tries: 90 requests that are redirected for ever
;; config: {"url":"$URL/circle"}
;; meets: ok
(module
  (import "check/v1" "config" (func $config (param i32 i32 i32) (result i32)))
  (import "check/v1" "http_get" (func $http_get (param i32 i32 f64) (result i32)))
  (import "check/v1" "http_body" (func $http_body (param i32 i32 i32) (result i32)))
  (import "check/v1" "http_close" (func $http_close (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32) (local $answer i32)
    (loop
      (local.set $answer (call $http_get (i32.const 8) (i32.sub (call $config (i32.const 0) (i32.const 0) (i32.const 1024)) (i32.const 10)) (f64.const 0)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 90))))
    (i32.ne (local.get $answer) (i32.const -21))))
