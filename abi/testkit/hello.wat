(module
  (import "check/v1" "gauge"
    (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "hello.world")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $gauge
      (i32.const 16) (i32.const 11)   ;; name
      (f64.const 1)                   ;; value
      (i32.const 0) (i32.const 0)     ;; no tags
      (i32.const 0) (i32.const 0)     ;; the agent's hostname
      (i32.const 0) (i32.const 0)     ;; no device
      (f64.const 0)))                 ;; now
    (i32.const 0)))
