;; tries: memory.grow by a page until there is no more, and then no mercy
;; meets: memory
;; detail: the guest needed more memory than its limit of 67108864 bytes: unreachable
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))
      (br 0))
    (i32.const 0)))
