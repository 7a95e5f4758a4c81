;; tries: recursion that uses up a stack in linear memory first
;; meets: trap
;; detail: out of bounds memory access
(module
  (memory (export "memory") 1)
  (global $sp (mut i32) (i32.const 65536))
  (func $f
    (global.set $sp (i32.sub (global.get $sp) (i32.const 1024)))
    (i32.store (global.get $sp) (i32.const 1))
    (call $f)
    (global.set $sp (i32.add (global.get $sp) (i32.const 1024))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
