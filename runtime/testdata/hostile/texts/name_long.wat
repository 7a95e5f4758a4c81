;; tries: names of a megabyte
;; meets: ok
;; refused: 1 a text of more than 1024 bytes
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 16)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (memory.fill (i32.const 0) (i32.const 120) (i32.const 1000000))
    (drop (call $gauge (i32.const 0) (i32.const 1000000) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (i32.const 0)))
