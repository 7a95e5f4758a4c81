;; tries: unreachable
;; meets: trap
;; detail: unreachable
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    unreachable))
