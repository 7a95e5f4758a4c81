;; tries: a component whose source, name, type and data are the same bytes
;; meets: ok
;; keeps: topology_elements=1
(module
  (import "check/v1" "component" (func $component (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 3) "{\"a\":1}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $component (i32.const 3) (i32.const 7) (i32.const 3) (i32.const 7) (i32.const 3) (i32.const 7) (i32.const 3) (i32.const 7))))
