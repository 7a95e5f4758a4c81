;; tries: check_run that returns -1
;; meets: exit
;; detail: check_run returned -1
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const -1)))
