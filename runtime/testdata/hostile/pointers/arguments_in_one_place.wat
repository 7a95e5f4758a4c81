;; tries: a gauge whose name, table of tags, tag, hostname and device are the same bytes
;; meets: ok
;; keeps: samples=1
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0x6161) "aa\00\00\04\00\00\00")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0x6161) (i32.const 8) (f64.const 1) (i32.const 0x6161) (i32.const 1)
    (i32.const 0x6161) (i32.const 8) (i32.const 0x6161) (i32.const 8) (f64.const 0)
    call $gauge))
