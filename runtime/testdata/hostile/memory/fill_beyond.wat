;; tries: memory.fill that wraps around
;; meets: trap
;; detail: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (memory.fill (i32.const 1) (i32.const 0) (i32.const -1))
    (i32.const 0)))
