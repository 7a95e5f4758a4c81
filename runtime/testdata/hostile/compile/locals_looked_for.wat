;; tries: 10 locals that are looked for along 3,000 paths
;; meets: bad module
;; detail: …cap steps allows 1500000; …
(module
  (memory (export "memory") 1)
  (func (param $c i32) (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (block (@repeat 3000 (br_if 0 (local.get $c))))
    (@repeat 20 (drop (local.get 1)) (drop (local.get 2)) (drop (local.get 3)) (drop (local.get 4)) (drop (local.get 5))
      (drop (local.get 6)) (drop (local.get 7)) (drop (local.get 8)) (drop (local.get 9)) (drop (local.get 10))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
