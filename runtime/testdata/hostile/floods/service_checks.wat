;; tries: 20,000 service checks
;; meets: ok
;; keeps: service_checks=1000
;; refused: 19000 over the limit of service checks
(module
  (import "check/v1" "service_check" (func $service_check (param i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop
      (drop (call $service_check (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0) (i64.const 0)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 20000))))
    (i32.const 0)))
