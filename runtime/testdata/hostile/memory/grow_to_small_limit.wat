;; tries: memory.grow past a limit of two pages, and looks whether there is more
;; limits: memory_bytes=131072
;; meets: trap
;; detail: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (memory.grow (i32.const 2)))
    (drop (memory.grow (i32.const 1)))
    (i32.load8_u (i32.const 131072))))
