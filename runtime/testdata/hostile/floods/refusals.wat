;; tries: 100,000 samples that are no numbers
;; meets: ok
;; refused: 100000 value is NaN or infinite
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop
      (drop (call $gauge (i32.const 0) (i32.const 4) (f64.const nan)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 100000))))
    (i32.const 0)))
