;; tries: recursion from within 1,000 blocks
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (func $f
    (@repeat 1000 block)
    (call $f)
    (@repeat 1000 end))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
