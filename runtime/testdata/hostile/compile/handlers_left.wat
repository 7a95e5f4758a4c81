;; tries: 3,000 branches that leave 300 blocks with handlers each
;; meets: bad module
;; detail: …cap steps allows 1500000; …
(module
  (memory (export "memory") 1)
  (func (param $c i32)
    block
    (@repeat 300 block try_table (catch_all 0))
    (@repeat 3000 local.get $c br_if 600)
    (@repeat 300 end end)
    end)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
