;; tries: infinity as an integer
;; meets: trap
;; detail: integer overflow
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.trunc_f64_s (f64.const inf))))
