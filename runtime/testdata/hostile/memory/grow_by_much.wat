;; tries: memory.grow by 4 GiB less a page
;; meets: memory
;; detail: the guest needed more memory than its limit of 67108864 bytes: unreachable
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (if (i32.eq (memory.grow (i32.const 65534)) (i32.const -1)) (then unreachable))
    (i32.const 0)))
