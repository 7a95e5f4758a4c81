;; tries: check_run that returns -2147483648
;; meets: exit
;; detail: check_run returned -2147483648
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0x80000000)))
