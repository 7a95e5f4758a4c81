;; tries: a batch of 200,000 records in one call
;; meets: ok
;; keeps: samples=10000
;; refused: 190000 over the limit of samples
(module
  (import "check/v1" "metric" (func $metric (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "check/v1" "submit" (func $submit (param i32 i32) (result i32)))
  (memory (export "memory") 64)
  (data (i32.const 0) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $metric (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 3200000))
    (drop (call $submit (i32.const 0) (i32.const 200000)))
    (i32.const 0)))
