;; tries: 40 locals that are looked for along 3,000 paths
;; meets: bad module
;; detail: …cap steps allows 1500000; …
(module
  (memory (export "memory") 1)
  (func (param $c i32) (local (@repeat 40 i32))
    (block (@repeat 3000 (br_if 0 (local.get $c))))
    (drop (local.get 1)) (drop (local.get 2)) (drop (local.get 3)) (drop (local.get 4)) (drop (local.get 5))
    (drop (local.get 6)) (drop (local.get 7)) (drop (local.get 8)) (drop (local.get 9)) (drop (local.get 10))
    (drop (local.get 11)) (drop (local.get 12)) (drop (local.get 13)) (drop (local.get 14)) (drop (local.get 15))
    (drop (local.get 16)) (drop (local.get 17)) (drop (local.get 18)) (drop (local.get 19)) (drop (local.get 20))
    (drop (local.get 21)) (drop (local.get 22)) (drop (local.get 23)) (drop (local.get 24)) (drop (local.get 25))
    (drop (local.get 26)) (drop (local.get 27)) (drop (local.get 28)) (drop (local.get 29)) (drop (local.get 30))
    (drop (local.get 31)) (drop (local.get 32)) (drop (local.get 33)) (drop (local.get 34)) (drop (local.get 35))
    (drop (local.get 36)) (drop (local.get 37)) (drop (local.get 38)) (drop (local.get 39)) (drop (local.get 40)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
