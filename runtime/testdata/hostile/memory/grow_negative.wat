;; tries: memory.grow by -1, which no memory could be
;; meets: trap
;; detail: unreachable
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (if (i32.eq (memory.grow (i32.const -1)) (i32.const -1)) (then unreachable))
    (i32.const 0)))
