;; tries: a script, during initialisation and after it, where the module has none
;; meets: ok
(module
  (import "check/v1" "script" (func $script (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (global $wrong (mut i32) (i32.const 1))
  (func (export "_initialize") (global.set $wrong (i32.ne (call $script (i32.const 0) (i32.const 1024)) (i32.const -1))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.or (global.get $wrong) (i32.ne (call $script (i32.const 0) (i32.const 1024)) (i32.const -1)))))
