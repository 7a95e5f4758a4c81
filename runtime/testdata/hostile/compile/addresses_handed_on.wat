;; tries: 10,000 known addresses that 2,000 blocks hand on
;; meets: bad module
;; detail: …cap steps allows 1500000; …
(module
  (memory (export "memory") 1)
  (func (param $c i32) (local i32)
    (@repeat 10000 (drop (i32.load (memory.size))))
    (@repeat 2000 (block (br_if 0 (local.get $c)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
