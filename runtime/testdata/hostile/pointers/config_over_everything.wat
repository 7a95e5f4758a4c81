;; tries: the configuration, written over all that was there
;; meets: ok
;; config: {"a": "b"}
(module
  (import "check/v1" "config" (func $config (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $config (i32.const 0) (i32.const 0) (i32.const 65536)))
    (i32.ne (i32.load (i32.const 0)) (i32.const 0x2261227b))))
