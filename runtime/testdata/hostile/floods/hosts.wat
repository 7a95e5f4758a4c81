;; tries: requests to 1,000 servers that nobody allowed
;; meets: ok
;; refused: 90 more that is not allowed
;; refused: 900 over the limit of HTTP calls
;; refused: 10 server not allowed
(module
  (import "check/v1" "http_get" (func $http_get (param i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "http://aaaa.example/")
  ;; four bytes that are letters for each number below 65536
  (func $letters (param $n i32) (result i32)
    (i32.or
      (i32.or (i32.and (local.get $n) (i32.const 15)) (i32.shl (i32.and (local.get $n) (i32.const 240)) (i32.const 4)))
      (i32.or (i32.shl (i32.and (local.get $n) (i32.const 3840)) (i32.const 8)) (i32.shl (i32.and (local.get $n) (i32.const 61440)) (i32.const 12)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop
      (i32.store (i32.const 7) (i32.add (i32.const 0x61616161) (call $letters (local.get $n))))
      (drop (call $http_get (i32.const 0) (i32.const 20) (f64.const 0)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 1000))))
    (i32.const 0)))
