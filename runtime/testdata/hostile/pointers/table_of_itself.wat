;; tries: a table of 128 tags that are all the table
;; meets: ok
;; keeps: samples=1
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (func (export "_initialize") (local $n i32)
    (loop
      (i32.store (i32.shl (local.get $n) (i32.const 3)) (i32.const 0))
      (i32.store offset=4 (i32.shl (local.get $n) (i32.const 3)) (i32.const 1024))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 128)))))
  (data (i32.const 2048) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $gauge (i32.const 2048) (i32.const 4) (f64.const 1)
        (i32.const 0) (i32.const 128) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0))))
