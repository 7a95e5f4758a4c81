;; tries: a number of 900,000 digits in the identity of a source
;; meets: ok
(module
  (import "check/v1" "snapshot" (func $snapshot (param i32 i32 i32) (result i32)))
  (memory (export "memory") 16)
  (data (i32.const 0) "{\"n\":1" (@repeat 900000 "0") "}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $snapshot (i32.const 0) (i32.const 900007) (i32.const 0)))
    (drop (call $snapshot (i32.const 0) (i32.const 900007) (i32.const 1)))
    (i32.const 0)))
