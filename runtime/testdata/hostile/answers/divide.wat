;; tries: a division by zero
;; meets: trap
;; detail: integer divide by zero
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.div_s (i32.const 1) (i32.const 0))))
