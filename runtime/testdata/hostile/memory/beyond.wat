;; tries: a read behind the memory, with the largest offset there is
;; meets: trap
;; detail: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.load offset=4294967295 (i32.const -1))))
