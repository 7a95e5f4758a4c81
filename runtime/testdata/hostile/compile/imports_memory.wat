;; tries: a memory of somebody else
;; meets: bad module
;; detail: it exports no memory named "memory"; it imports the memory check/v1.memory; only functions can be imported
(module
  (import "check/v1" "memory" (memory 1))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
