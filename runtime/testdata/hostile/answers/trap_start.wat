;; tries: a trap in the start section
;; meets: trap
;; detail: unreachable
(module
  (memory (export "memory") 1)
  (start $f)
  (func $f unreachable)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
