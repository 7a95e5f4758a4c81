;; tries: a trap in _initialize
;; meets: trap
;; detail: unreachable
(module
  (memory (export "memory") 1)
  (func (export "_initialize") unreachable)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
