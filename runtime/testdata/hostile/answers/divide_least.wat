;; tries: the least number by -1
;; meets: trap
;; detail: integer overflow
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.div_s (i32.const 0x80000000) (i32.const -1))))
