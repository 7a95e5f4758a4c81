;; tries: a function with the name of another fault
;; meets: trap
;; detail: unreachable
;; backtrace: stack overflow < $2
(module
  (memory (export "memory") 1)
  (func $f (unreachable))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0))
  (@custom "name" "\01\11\01\00\0estack overflow"))
