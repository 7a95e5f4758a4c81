;; tries: 20 loops that pass values on through 990 locals
;; meets: bad module
;; detail: …cap steps allows 1500000; …
(module
  (memory (export "memory") 1)
  (func (param i32) (local (@repeat 990 i32))
    (@repeat 20 loop
    local.get 2 local.set 1
    local.get 3 local.set 2
    local.get 4 local.set 3
    local.get 5 local.set 4
    local.get 6 local.set 5
    local.get 7 local.set 6
    local.get 8 local.set 7
    local.get 9 local.set 8
    local.get 10 local.set 9
    local.get 11 local.set 10
    local.get 12 local.set 11
    local.get 13 local.set 12
    local.get 14 local.set 13
    local.get 15 local.set 14
    local.get 16 local.set 15
    local.get 17 local.set 16
    local.get 18 local.set 17
    local.get 19 local.set 18
    local.get 20 local.set 19
    local.get 21 local.set 20
    local.get 22 local.set 21
    local.get 23 local.set 22
    local.get 24 local.set 23
    local.get 25 local.set 24
    local.get 26 local.set 25
    local.get 27 local.set 26
    local.get 28 local.set 27
    local.get 29 local.set 28
    local.get 30 local.set 29
    local.get 31 local.set 30
    local.get 32 local.set 31
    local.get 33 local.set 32
    local.get 34 local.set 33
    local.get 35 local.set 34
    local.get 36 local.set 35
    local.get 37 local.set 36
    local.get 38 local.set 37
    local.get 39 local.set 38
    local.get 40 local.set 39
    local.get 41 local.set 40
    local.get 42 local.set 41
    local.get 43 local.set 42
    local.get 44 local.set 43
    local.get 45 local.set 44
    local.get 46 local.set 45
    local.get 47 local.set 46
    local.get 48 local.set 47
    local.get 49 local.set 48
    local.get 50 local.set 49
    local.get 51 local.set 50
    local.get 52 local.set 51
    local.get 53 local.set 52
    local.get 54 local.set 53
    local.get 55 local.set 54
    local.get 56 local.set 55
    local.get 57 local.set 56
    local.get 58 local.set 57
    local.get 59 local.set 58
    local.get 60 local.set 59
    local.get 61 local.set 60
    local.get 62 local.set 61
    local.get 63 local.set 62
    local.get 64 local.set 63
    local.get 65 local.set 64
    local.get 66 local.set 65
    local.get 67 local.set 66
    local.get 68 local.set 67
    local.get 69 local.set 68
    local.get 70 local.set 69
    local.get 71 local.set 70
    local.get 72 local.set 71
    local.get 73 local.set 72
    local.get 74 local.set 73
    local.get 75 local.set 74
    local.get 76 local.set 75
    local.get 77 local.set 76
    local.get 78 local.set 77
    local.get 79 local.set 78
    local.get 80 local.set 79
    local.get 81 local.set 80
    local.get 82 local.set 81
    local.get 83 local.set 82
    local.get 84 local.set 83
    local.get 85 local.set 84
    local.get 86 local.set 85
    local.get 87 local.set 86
    local.get 88 local.set 87
    local.get 89 local.set 88
    local.get 90 local.set 89
    local.get 91 local.set 90
    local.get 92 local.set 91
    local.get 93 local.set 92
    local.get 94 local.set 93
    local.get 95 local.set 94
    local.get 96 local.set 95
    local.get 97 local.set 96
    local.get 98 local.set 97
    local.get 99 local.set 98
    local.get 100 local.set 99
    local.get 101 local.set 100
    local.get 102 local.set 101
    local.get 103 local.set 102
    local.get 104 local.set 103
    local.get 105 local.set 104
    local.get 106 local.set 105
    local.get 107 local.set 106
    local.get 108 local.set 107
    local.get 109 local.set 108
    local.get 110 local.set 109
    local.get 111 local.set 110
    local.get 112 local.set 111
    local.get 113 local.set 112
    local.get 114 local.set 113
    local.get 115 local.set 114
    local.get 116 local.set 115
    local.get 117 local.set 116
    local.get 118 local.set 117
    local.get 119 local.set 118
    local.get 120 local.set 119
    local.get 121 local.set 120
    local.get 122 local.set 121
    local.get 123 local.set 122
    local.get 124 local.set 123
    local.get 125 local.set 124
    local.get 126 local.set 125
    local.get 127 local.set 126
    local.get 128 local.set 127
    local.get 129 local.set 128
    local.get 130 local.set 129
    local.get 131 local.set 130
    local.get 132 local.set 131
    local.get 133 local.set 132
    local.get 134 local.set 133
    local.get 135 local.set 134
    local.get 136 local.set 135
    local.get 137 local.set 136
    local.get 138 local.set 137
    local.get 139 local.set 138
    local.get 140 local.set 139
    local.get 141 local.set 140
    local.get 142 local.set 141
    local.get 143 local.set 142
    local.get 144 local.set 143
    local.get 145 local.set 144
    local.get 146 local.set 145
    local.get 147 local.set 146
    local.get 148 local.set 147
    local.get 149 local.set 148
    local.get 150 local.set 149
    local.get 151 local.set 150
    local.get 152 local.set 151
    local.get 153 local.set 152
    local.get 154 local.set 153
    local.get 155 local.set 154
    local.get 156 local.set 155
    local.get 157 local.set 156
    local.get 158 local.set 157
    local.get 159 local.set 158
    local.get 160 local.set 159
    local.get 161 local.set 160
    local.get 162 local.set 161
    local.get 163 local.set 162
    local.get 164 local.set 163
    local.get 165 local.set 164
    local.get 166 local.set 165
    local.get 167 local.set 166
    local.get 168 local.set 167
    local.get 169 local.set 168
    local.get 170 local.set 169
    local.get 171 local.set 170
    local.get 172 local.set 171
    local.get 173 local.set 172
    local.get 174 local.set 173
    local.get 175 local.set 174
    local.get 176 local.set 175
    local.get 177 local.set 176
    local.get 178 local.set 177
    local.get 179 local.set 178
    local.get 180 local.set 179
    local.get 181 local.set 180
    local.get 182 local.set 181
    local.get 183 local.set 182
    local.get 184 local.set 183
    local.get 185 local.set 184
    local.get 186 local.set 185
    local.get 187 local.set 186
    local.get 188 local.set 187
    local.get 189 local.set 188
    local.get 190 local.set 189
    local.get 191 local.set 190
    local.get 192 local.set 191
    local.get 193 local.set 192
    local.get 194 local.set 193
    local.get 195 local.set 194
    local.get 196 local.set 195
    local.get 197 local.set 196
    local.get 198 local.set 197
    local.get 199 local.set 198
    local.get 200 local.set 199
    local.get 201 local.set 200
    local.get 202 local.set 201
    local.get 203 local.set 202
    local.get 204 local.set 203
    local.get 205 local.set 204
    local.get 206 local.set 205
    local.get 207 local.set 206
    local.get 208 local.set 207
    local.get 209 local.set 208
    local.get 210 local.set 209
    local.get 211 local.set 210
    local.get 212 local.set 211
    local.get 213 local.set 212
    local.get 214 local.set 213
    local.get 215 local.set 214
    local.get 216 local.set 215
    local.get 217 local.set 216
    local.get 218 local.set 217
    local.get 219 local.set 218
    local.get 220 local.set 219
    local.get 221 local.set 220
    local.get 222 local.set 221
    local.get 223 local.set 222
    local.get 224 local.set 223
    local.get 225 local.set 224
    local.get 226 local.set 225
    local.get 227 local.set 226
    local.get 228 local.set 227
    local.get 229 local.set 228
    local.get 230 local.set 229
    local.get 231 local.set 230
    local.get 232 local.set 231
    local.get 233 local.set 232
    local.get 234 local.set 233
    local.get 235 local.set 234
    local.get 236 local.set 235
    local.get 237 local.set 236
    local.get 238 local.set 237
    local.get 239 local.set 238
    local.get 240 local.set 239
    local.get 241 local.set 240
    local.get 242 local.set 241
    local.get 243 local.set 242
    local.get 244 local.set 243
    local.get 245 local.set 244
    local.get 246 local.set 245
    local.get 247 local.set 246
    local.get 248 local.set 247
    local.get 249 local.set 248
    local.get 250 local.set 249
    local.get 251 local.set 250
    local.get 252 local.set 251
    local.get 253 local.set 252
    local.get 254 local.set 253
    local.get 255 local.set 254
    local.get 256 local.set 255
    local.get 257 local.set 256
    local.get 258 local.set 257
    local.get 259 local.set 258
    local.get 260 local.set 259
    local.get 261 local.set 260
    local.get 262 local.set 261
    local.get 263 local.set 262
    local.get 264 local.set 263
    local.get 265 local.set 264
    local.get 266 local.set 265
    local.get 267 local.set 266
    local.get 268 local.set 267
    local.get 269 local.set 268
    local.get 270 local.set 269
    local.get 271 local.set 270
    local.get 272 local.set 271
    local.get 273 local.set 272
    local.get 274 local.set 273
    local.get 275 local.set 274
    local.get 276 local.set 275
    local.get 277 local.set 276
    local.get 278 local.set 277
    local.get 279 local.set 278
    local.get 280 local.set 279
    local.get 281 local.set 280
    local.get 282 local.set 281
    local.get 283 local.set 282
    local.get 284 local.set 283
    local.get 285 local.set 284
    local.get 286 local.set 285
    local.get 287 local.set 286
    local.get 288 local.set 287
    local.get 289 local.set 288
    local.get 290 local.set 289
    local.get 291 local.set 290
    local.get 292 local.set 291
    local.get 293 local.set 292
    local.get 294 local.set 293
    local.get 295 local.set 294
    local.get 296 local.set 295
    local.get 297 local.set 296
    local.get 298 local.set 297
    local.get 299 local.set 298
    local.get 300 local.set 299
    local.get 301 local.set 300
    local.get 302 local.set 301
    local.get 303 local.set 302
    local.get 304 local.set 303
    local.get 305 local.set 304
    local.get 306 local.set 305
    local.get 307 local.set 306
    local.get 308 local.set 307
    local.get 309 local.set 308
    local.get 310 local.set 309
    local.get 311 local.set 310
    local.get 312 local.set 311
    local.get 313 local.set 312
    local.get 314 local.set 313
    local.get 315 local.set 314
    local.get 316 local.set 315
    local.get 317 local.set 316
    local.get 318 local.set 317
    local.get 319 local.set 318
    local.get 320 local.set 319
    local.get 321 local.set 320
    local.get 322 local.set 321
    local.get 323 local.set 322
    local.get 324 local.set 323
    local.get 325 local.set 324
    local.get 326 local.set 325
    local.get 327 local.set 326
    local.get 328 local.set 327
    local.get 329 local.set 328
    local.get 330 local.set 329
    local.get 331 local.set 330
    local.get 332 local.set 331
    local.get 333 local.set 332
    local.get 334 local.set 333
    local.get 335 local.set 334
    local.get 336 local.set 335
    local.get 337 local.set 336
    local.get 338 local.set 337
    local.get 339 local.set 338
    local.get 340 local.set 339
    local.get 341 local.set 340
    local.get 342 local.set 341
    local.get 343 local.set 342
    local.get 344 local.set 343
    local.get 345 local.set 344
    local.get 346 local.set 345
    local.get 347 local.set 346
    local.get 348 local.set 347
    local.get 349 local.set 348
    local.get 350 local.set 349
    local.get 351 local.set 350
    local.get 352 local.set 351
    local.get 353 local.set 352
    local.get 354 local.set 353
    local.get 355 local.set 354
    local.get 356 local.set 355
    local.get 357 local.set 356
    local.get 358 local.set 357
    local.get 359 local.set 358
    local.get 360 local.set 359
    local.get 361 local.set 360
    local.get 362 local.set 361
    local.get 363 local.set 362
    local.get 364 local.set 363
    local.get 365 local.set 364
    local.get 366 local.set 365
    local.get 367 local.set 366
    local.get 368 local.set 367
    local.get 369 local.set 368
    local.get 370 local.set 369
    local.get 371 local.set 370
    local.get 372 local.set 371
    local.get 373 local.set 372
    local.get 374 local.set 373
    local.get 375 local.set 374
    local.get 376 local.set 375
    local.get 377 local.set 376
    local.get 378 local.set 377
    local.get 379 local.set 378
    local.get 380 local.set 379
    local.get 381 local.set 380
    local.get 382 local.set 381
    local.get 383 local.set 382
    local.get 384 local.set 383
    local.get 385 local.set 384
    local.get 386 local.set 385
    local.get 387 local.set 386
    local.get 388 local.set 387
    local.get 389 local.set 388
    local.get 390 local.set 389
    local.get 391 local.set 390
    local.get 392 local.set 391
    local.get 393 local.set 392
    local.get 394 local.set 393
    local.get 395 local.set 394
    local.get 396 local.set 395
    local.get 397 local.set 396
    local.get 398 local.set 397
    local.get 399 local.set 398
    local.get 400 local.set 399
    local.get 401 local.set 400
    local.get 402 local.set 401
    local.get 403 local.set 402
    local.get 404 local.set 403
    local.get 405 local.set 404
    local.get 406 local.set 405
    local.get 407 local.set 406
    local.get 408 local.set 407
    local.get 409 local.set 408
    local.get 410 local.set 409
    local.get 411 local.set 410
    local.get 412 local.set 411
    local.get 413 local.set 412
    local.get 414 local.set 413
    local.get 415 local.set 414
    local.get 416 local.set 415
    local.get 417 local.set 416
    local.get 418 local.set 417
    local.get 419 local.set 418
    local.get 420 local.set 419
    local.get 421 local.set 420
    local.get 422 local.set 421
    local.get 423 local.set 422
    local.get 424 local.set 423
    local.get 425 local.set 424
    local.get 426 local.set 425
    local.get 427 local.set 426
    local.get 428 local.set 427
    local.get 429 local.set 428
    local.get 430 local.set 429
    local.get 431 local.set 430
    local.get 432 local.set 431
    local.get 433 local.set 432
    local.get 434 local.set 433
    local.get 435 local.set 434
    local.get 436 local.set 435
    local.get 437 local.set 436
    local.get 438 local.set 437
    local.get 439 local.set 438
    local.get 440 local.set 439
    local.get 441 local.set 440
    local.get 442 local.set 441
    local.get 443 local.set 442
    local.get 444 local.set 443
    local.get 445 local.set 444
    local.get 446 local.set 445
    local.get 447 local.set 446
    local.get 448 local.set 447
    local.get 449 local.set 448
    local.get 450 local.set 449
    local.get 451 local.set 450
    local.get 452 local.set 451
    local.get 453 local.set 452
    local.get 454 local.set 453
    local.get 455 local.set 454
    local.get 456 local.set 455
    local.get 457 local.set 456
    local.get 458 local.set 457
    local.get 459 local.set 458
    local.get 460 local.set 459
    local.get 461 local.set 460
    local.get 462 local.set 461
    local.get 463 local.set 462
    local.get 464 local.set 463
    local.get 465 local.set 464
    local.get 466 local.set 465
    local.get 467 local.set 466
    local.get 468 local.set 467
    local.get 469 local.set 468
    local.get 470 local.set 469
    local.get 471 local.set 470
    local.get 472 local.set 471
    local.get 473 local.set 472
    local.get 474 local.set 473
    local.get 475 local.set 474
    local.get 476 local.set 475
    local.get 477 local.set 476
    local.get 478 local.set 477
    local.get 479 local.set 478
    local.get 480 local.set 479
    local.get 481 local.set 480
    local.get 482 local.set 481
    local.get 483 local.set 482
    local.get 484 local.set 483
    local.get 485 local.set 484
    local.get 486 local.set 485
    local.get 487 local.set 486
    local.get 488 local.set 487
    local.get 489 local.set 488
    local.get 490 local.set 489
    local.get 491 local.set 490
    local.get 492 local.set 491
    local.get 493 local.set 492
    local.get 494 local.set 493
    local.get 495 local.set 494
    local.get 496 local.set 495
    local.get 497 local.set 496
    local.get 498 local.set 497
    local.get 499 local.set 498
    local.get 500 local.set 499
    local.get 501 local.set 500
    local.get 502 local.set 501
    local.get 503 local.set 502
    local.get 504 local.set 503
    local.get 505 local.set 504
    local.get 506 local.set 505
    local.get 507 local.set 506
    local.get 508 local.set 507
    local.get 509 local.set 508
    local.get 510 local.set 509
    local.get 511 local.set 510
    local.get 512 local.set 511
    local.get 513 local.set 512
    local.get 514 local.set 513
    local.get 515 local.set 514
    local.get 516 local.set 515
    local.get 517 local.set 516
    local.get 518 local.set 517
    local.get 519 local.set 518
    local.get 520 local.set 519
    local.get 521 local.set 520
    local.get 522 local.set 521
    local.get 523 local.set 522
    local.get 524 local.set 523
    local.get 525 local.set 524
    local.get 526 local.set 525
    local.get 527 local.set 526
    local.get 528 local.set 527
    local.get 529 local.set 528
    local.get 530 local.set 529
    local.get 531 local.set 530
    local.get 532 local.set 531
    local.get 533 local.set 532
    local.get 534 local.set 533
    local.get 535 local.set 534
    local.get 536 local.set 535
    local.get 537 local.set 536
    local.get 538 local.set 537
    local.get 539 local.set 538
    local.get 540 local.set 539
    local.get 541 local.set 540
    local.get 542 local.set 541
    local.get 543 local.set 542
    local.get 544 local.set 543
    local.get 545 local.set 544
    local.get 546 local.set 545
    local.get 547 local.set 546
    local.get 548 local.set 547
    local.get 549 local.set 548
    local.get 550 local.set 549
    local.get 551 local.set 550
    local.get 552 local.set 551
    local.get 553 local.set 552
    local.get 554 local.set 553
    local.get 555 local.set 554
    local.get 556 local.set 555
    local.get 557 local.set 556
    local.get 558 local.set 557
    local.get 559 local.set 558
    local.get 560 local.set 559
    local.get 561 local.set 560
    local.get 562 local.set 561
    local.get 563 local.set 562
    local.get 564 local.set 563
    local.get 565 local.set 564
    local.get 566 local.set 565
    local.get 567 local.set 566
    local.get 568 local.set 567
    local.get 569 local.set 568
    local.get 570 local.set 569
    local.get 571 local.set 570
    local.get 572 local.set 571
    local.get 573 local.set 572
    local.get 574 local.set 573
    local.get 575 local.set 574
    local.get 576 local.set 575
    local.get 577 local.set 576
    local.get 578 local.set 577
    local.get 579 local.set 578
    local.get 580 local.set 579
    local.get 581 local.set 580
    local.get 582 local.set 581
    local.get 583 local.set 582
    local.get 584 local.set 583
    local.get 585 local.set 584
    local.get 586 local.set 585
    local.get 587 local.set 586
    local.get 588 local.set 587
    local.get 589 local.set 588
    local.get 590 local.set 589
    local.get 591 local.set 590
    local.get 592 local.set 591
    local.get 593 local.set 592
    local.get 594 local.set 593
    local.get 595 local.set 594
    local.get 596 local.set 595
    local.get 597 local.set 596
    local.get 598 local.set 597
    local.get 599 local.set 598
    local.get 600 local.set 599
    local.get 601 local.set 600
    local.get 602 local.set 601
    local.get 603 local.set 602
    local.get 604 local.set 603
    local.get 605 local.set 604
    local.get 606 local.set 605
    local.get 607 local.set 606
    local.get 608 local.set 607
    local.get 609 local.set 608
    local.get 610 local.set 609
    local.get 611 local.set 610
    local.get 612 local.set 611
    local.get 613 local.set 612
    local.get 614 local.set 613
    local.get 615 local.set 614
    local.get 616 local.set 615
    local.get 617 local.set 616
    local.get 618 local.set 617
    local.get 619 local.set 618
    local.get 620 local.set 619
    local.get 621 local.set 620
    local.get 622 local.set 621
    local.get 623 local.set 622
    local.get 624 local.set 623
    local.get 625 local.set 624
    local.get 626 local.set 625
    local.get 627 local.set 626
    local.get 628 local.set 627
    local.get 629 local.set 628
    local.get 630 local.set 629
    local.get 631 local.set 630
    local.get 632 local.set 631
    local.get 633 local.set 632
    local.get 634 local.set 633
    local.get 635 local.set 634
    local.get 636 local.set 635
    local.get 637 local.set 636
    local.get 638 local.set 637
    local.get 639 local.set 638
    local.get 640 local.set 639
    local.get 641 local.set 640
    local.get 642 local.set 641
    local.get 643 local.set 642
    local.get 644 local.set 643
    local.get 645 local.set 644
    local.get 646 local.set 645
    local.get 647 local.set 646
    local.get 648 local.set 647
    local.get 649 local.set 648
    local.get 650 local.set 649
    local.get 651 local.set 650
    local.get 652 local.set 651
    local.get 653 local.set 652
    local.get 654 local.set 653
    local.get 655 local.set 654
    local.get 656 local.set 655
    local.get 657 local.set 656
    local.get 658 local.set 657
    local.get 659 local.set 658
    local.get 660 local.set 659
    local.get 661 local.set 660
    local.get 662 local.set 661
    local.get 663 local.set 662
    local.get 664 local.set 663
    local.get 665 local.set 664
    local.get 666 local.set 665
    local.get 667 local.set 666
    local.get 668 local.set 667
    local.get 669 local.set 668
    local.get 670 local.set 669
    local.get 671 local.set 670
    local.get 672 local.set 671
    local.get 673 local.set 672
    local.get 674 local.set 673
    local.get 675 local.set 674
    local.get 676 local.set 675
    local.get 677 local.set 676
    local.get 678 local.set 677
    local.get 679 local.set 678
    local.get 680 local.set 679
    local.get 681 local.set 680
    local.get 682 local.set 681
    local.get 683 local.set 682
    local.get 684 local.set 683
    local.get 685 local.set 684
    local.get 686 local.set 685
    local.get 687 local.set 686
    local.get 688 local.set 687
    local.get 689 local.set 688
    local.get 690 local.set 689
    local.get 691 local.set 690
    local.get 692 local.set 691
    local.get 693 local.set 692
    local.get 694 local.set 693
    local.get 695 local.set 694
    local.get 696 local.set 695
    local.get 697 local.set 696
    local.get 698 local.set 697
    local.get 699 local.set 698
    local.get 700 local.set 699
    local.get 701 local.set 700
    local.get 702 local.set 701
    local.get 703 local.set 702
    local.get 704 local.set 703
    local.get 705 local.set 704
    local.get 706 local.set 705
    local.get 707 local.set 706
    local.get 708 local.set 707
    local.get 709 local.set 708
    local.get 710 local.set 709
    local.get 711 local.set 710
    local.get 712 local.set 711
    local.get 713 local.set 712
    local.get 714 local.set 713
    local.get 715 local.set 714
    local.get 716 local.set 715
    local.get 717 local.set 716
    local.get 718 local.set 717
    local.get 719 local.set 718
    local.get 720 local.set 719
    local.get 721 local.set 720
    local.get 722 local.set 721
    local.get 723 local.set 722
    local.get 724 local.set 723
    local.get 725 local.set 724
    local.get 726 local.set 725
    local.get 727 local.set 726
    local.get 728 local.set 727
    local.get 729 local.set 728
    local.get 730 local.set 729
    local.get 731 local.set 730
    local.get 732 local.set 731
    local.get 733 local.set 732
    local.get 734 local.set 733
    local.get 735 local.set 734
    local.get 736 local.set 735
    local.get 737 local.set 736
    local.get 738 local.set 737
    local.get 739 local.set 738
    local.get 740 local.set 739
    local.get 741 local.set 740
    local.get 742 local.set 741
    local.get 743 local.set 742
    local.get 744 local.set 743
    local.get 745 local.set 744
    local.get 746 local.set 745
    local.get 747 local.set 746
    local.get 748 local.set 747
    local.get 749 local.set 748
    local.get 750 local.set 749
    local.get 751 local.set 750
    local.get 752 local.set 751
    local.get 753 local.set 752
    local.get 754 local.set 753
    local.get 755 local.set 754
    local.get 756 local.set 755
    local.get 757 local.set 756
    local.get 758 local.set 757
    local.get 759 local.set 758
    local.get 760 local.set 759
    local.get 761 local.set 760
    local.get 762 local.set 761
    local.get 763 local.set 762
    local.get 764 local.set 763
    local.get 765 local.set 764
    local.get 766 local.set 765
    local.get 767 local.set 766
    local.get 768 local.set 767
    local.get 769 local.set 768
    local.get 770 local.set 769
    local.get 771 local.set 770
    local.get 772 local.set 771
    local.get 773 local.set 772
    local.get 774 local.set 773
    local.get 775 local.set 774
    local.get 776 local.set 775
    local.get 777 local.set 776
    local.get 778 local.set 777
    local.get 779 local.set 778
    local.get 780 local.set 779
    local.get 781 local.set 780
    local.get 782 local.set 781
    local.get 783 local.set 782
    local.get 784 local.set 783
    local.get 785 local.set 784
    local.get 786 local.set 785
    local.get 787 local.set 786
    local.get 788 local.set 787
    local.get 789 local.set 788
    local.get 790 local.set 789
    local.get 791 local.set 790
    local.get 792 local.set 791
    local.get 793 local.set 792
    local.get 794 local.set 793
    local.get 795 local.set 794
    local.get 796 local.set 795
    local.get 797 local.set 796
    local.get 798 local.set 797
    local.get 799 local.set 798
    local.get 800 local.set 799
    local.get 801 local.set 800
    local.get 802 local.set 801
    local.get 803 local.set 802
    local.get 804 local.set 803
    local.get 805 local.set 804
    local.get 806 local.set 805
    local.get 807 local.set 806
    local.get 808 local.set 807
    local.get 809 local.set 808
    local.get 810 local.set 809
    local.get 811 local.set 810
    local.get 812 local.set 811
    local.get 813 local.set 812
    local.get 814 local.set 813
    local.get 815 local.set 814
    local.get 816 local.set 815
    local.get 817 local.set 816
    local.get 818 local.set 817
    local.get 819 local.set 818
    local.get 820 local.set 819
    local.get 821 local.set 820
    local.get 822 local.set 821
    local.get 823 local.set 822
    local.get 824 local.set 823
    local.get 825 local.set 824
    local.get 826 local.set 825
    local.get 827 local.set 826
    local.get 828 local.set 827
    local.get 829 local.set 828
    local.get 830 local.set 829
    local.get 831 local.set 830
    local.get 832 local.set 831
    local.get 833 local.set 832
    local.get 834 local.set 833
    local.get 835 local.set 834
    local.get 836 local.set 835
    local.get 837 local.set 836
    local.get 838 local.set 837
    local.get 839 local.set 838
    local.get 840 local.set 839
    local.get 841 local.set 840
    local.get 842 local.set 841
    local.get 843 local.set 842
    local.get 844 local.set 843
    local.get 845 local.set 844
    local.get 846 local.set 845
    local.get 847 local.set 846
    local.get 848 local.set 847
    local.get 849 local.set 848
    local.get 850 local.set 849
    local.get 851 local.set 850
    local.get 852 local.set 851
    local.get 853 local.set 852
    local.get 854 local.set 853
    local.get 855 local.set 854
    local.get 856 local.set 855
    local.get 857 local.set 856
    local.get 858 local.set 857
    local.get 859 local.set 858
    local.get 860 local.set 859
    local.get 861 local.set 860
    local.get 862 local.set 861
    local.get 863 local.set 862
    local.get 864 local.set 863
    local.get 865 local.set 864
    local.get 866 local.set 865
    local.get 867 local.set 866
    local.get 868 local.set 867
    local.get 869 local.set 868
    local.get 870 local.set 869
    local.get 871 local.set 870
    local.get 872 local.set 871
    local.get 873 local.set 872
    local.get 874 local.set 873
    local.get 875 local.set 874
    local.get 876 local.set 875
    local.get 877 local.set 876
    local.get 878 local.set 877
    local.get 879 local.set 878
    local.get 880 local.set 879
    local.get 881 local.set 880
    local.get 882 local.set 881
    local.get 883 local.set 882
    local.get 884 local.set 883
    local.get 885 local.set 884
    local.get 886 local.set 885
    local.get 887 local.set 886
    local.get 888 local.set 887
    local.get 889 local.set 888
    local.get 890 local.set 889
    local.get 891 local.set 890
    local.get 892 local.set 891
    local.get 893 local.set 892
    local.get 894 local.set 893
    local.get 895 local.set 894
    local.get 896 local.set 895
    local.get 897 local.set 896
    local.get 898 local.set 897
    local.get 899 local.set 898
    local.get 900 local.set 899
    local.get 901 local.set 900
    local.get 902 local.set 901
    local.get 903 local.set 902
    local.get 904 local.set 903
    local.get 905 local.set 904
    local.get 906 local.set 905
    local.get 907 local.set 906
    local.get 908 local.set 907
    local.get 909 local.set 908
    local.get 910 local.set 909
    local.get 911 local.set 910
    local.get 912 local.set 911
    local.get 913 local.set 912
    local.get 914 local.set 913
    local.get 915 local.set 914
    local.get 916 local.set 915
    local.get 917 local.set 916
    local.get 918 local.set 917
    local.get 919 local.set 918
    local.get 920 local.set 919
    local.get 921 local.set 920
    local.get 922 local.set 921
    local.get 923 local.set 922
    local.get 924 local.set 923
    local.get 925 local.set 924
    local.get 926 local.set 925
    local.get 927 local.set 926
    local.get 928 local.set 927
    local.get 929 local.set 928
    local.get 930 local.set 929
    local.get 931 local.set 930
    local.get 932 local.set 931
    local.get 933 local.set 932
    local.get 934 local.set 933
    local.get 935 local.set 934
    local.get 936 local.set 935
    local.get 937 local.set 936
    local.get 938 local.set 937
    local.get 939 local.set 938
    local.get 940 local.set 939
    local.get 941 local.set 940
    local.get 942 local.set 941
    local.get 943 local.set 942
    local.get 944 local.set 943
    local.get 945 local.set 944
    local.get 946 local.set 945
    local.get 947 local.set 946
    local.get 948 local.set 947
    local.get 949 local.set 948
    local.get 950 local.set 949
    local.get 951 local.set 950
    local.get 952 local.set 951
    local.get 953 local.set 952
    local.get 954 local.set 953
    local.get 955 local.set 954
    local.get 956 local.set 955
    local.get 957 local.set 956
    local.get 958 local.set 957
    local.get 959 local.set 958
    local.get 960 local.set 959
    local.get 961 local.set 960
    local.get 962 local.set 961
    local.get 963 local.set 962
    local.get 964 local.set 963
    local.get 965 local.set 964
    local.get 966 local.set 965
    local.get 967 local.set 966
    local.get 968 local.set 967
    local.get 969 local.set 968
    local.get 970 local.set 969
    local.get 971 local.set 970
    local.get 972 local.set 971
    local.get 973 local.set 972
    local.get 974 local.set 973
    local.get 975 local.set 974
    local.get 976 local.set 975
    local.get 977 local.set 976
    local.get 978 local.set 977
    local.get 979 local.set 978
    local.get 980 local.set 979
    local.get 981 local.set 980
    local.get 982 local.set 981
    local.get 983 local.set 982
    local.get 984 local.set 983
    local.get 985 local.set 984
    local.get 986 local.set 985
    local.get 987 local.set 986
    local.get 988 local.set 987
    local.get 989 local.set 988
    local.get 990 local.set 989
    local.get 0 br_if 0 end)
    local.get 1 drop
    local.get 2 drop
    local.get 3 drop
    local.get 4 drop
    local.get 5 drop
    local.get 6 drop
    local.get 7 drop
    local.get 8 drop
    local.get 9 drop
    local.get 10 drop
    local.get 11 drop
    local.get 12 drop
    local.get 13 drop
    local.get 14 drop
    local.get 15 drop
    local.get 16 drop
    local.get 17 drop
    local.get 18 drop
    local.get 19 drop
    local.get 20 drop
    local.get 21 drop
    local.get 22 drop
    local.get 23 drop
    local.get 24 drop
    local.get 25 drop
    local.get 26 drop
    local.get 27 drop
    local.get 28 drop
    local.get 29 drop
    local.get 30 drop
    local.get 31 drop
    local.get 32 drop
    local.get 33 drop
    local.get 34 drop
    local.get 35 drop
    local.get 36 drop
    local.get 37 drop
    local.get 38 drop
    local.get 39 drop
    local.get 40 drop
    local.get 41 drop
    local.get 42 drop
    local.get 43 drop
    local.get 44 drop
    local.get 45 drop
    local.get 46 drop
    local.get 47 drop
    local.get 48 drop
    local.get 49 drop
    local.get 50 drop
    local.get 51 drop
    local.get 52 drop
    local.get 53 drop
    local.get 54 drop
    local.get 55 drop
    local.get 56 drop
    local.get 57 drop
    local.get 58 drop
    local.get 59 drop
    local.get 60 drop
    local.get 61 drop
    local.get 62 drop
    local.get 63 drop
    local.get 64 drop
    local.get 65 drop
    local.get 66 drop
    local.get 67 drop
    local.get 68 drop
    local.get 69 drop
    local.get 70 drop
    local.get 71 drop
    local.get 72 drop
    local.get 73 drop
    local.get 74 drop
    local.get 75 drop
    local.get 76 drop
    local.get 77 drop
    local.get 78 drop
    local.get 79 drop
    local.get 80 drop
    local.get 81 drop
    local.get 82 drop
    local.get 83 drop
    local.get 84 drop
    local.get 85 drop
    local.get 86 drop
    local.get 87 drop
    local.get 88 drop
    local.get 89 drop
    local.get 90 drop
    local.get 91 drop
    local.get 92 drop
    local.get 93 drop
    local.get 94 drop
    local.get 95 drop
    local.get 96 drop
    local.get 97 drop
    local.get 98 drop
    local.get 99 drop
    local.get 100 drop
    local.get 101 drop
    local.get 102 drop
    local.get 103 drop
    local.get 104 drop
    local.get 105 drop
    local.get 106 drop
    local.get 107 drop
    local.get 108 drop
    local.get 109 drop
    local.get 110 drop
    local.get 111 drop
    local.get 112 drop
    local.get 113 drop
    local.get 114 drop
    local.get 115 drop
    local.get 116 drop
    local.get 117 drop
    local.get 118 drop
    local.get 119 drop
    local.get 120 drop
    local.get 121 drop
    local.get 122 drop
    local.get 123 drop
    local.get 124 drop
    local.get 125 drop
    local.get 126 drop
    local.get 127 drop
    local.get 128 drop
    local.get 129 drop
    local.get 130 drop
    local.get 131 drop
    local.get 132 drop
    local.get 133 drop
    local.get 134 drop
    local.get 135 drop
    local.get 136 drop
    local.get 137 drop
    local.get 138 drop
    local.get 139 drop
    local.get 140 drop
    local.get 141 drop
    local.get 142 drop
    local.get 143 drop
    local.get 144 drop
    local.get 145 drop
    local.get 146 drop
    local.get 147 drop
    local.get 148 drop
    local.get 149 drop
    local.get 150 drop
    local.get 151 drop
    local.get 152 drop
    local.get 153 drop
    local.get 154 drop
    local.get 155 drop
    local.get 156 drop
    local.get 157 drop
    local.get 158 drop
    local.get 159 drop
    local.get 160 drop
    local.get 161 drop
    local.get 162 drop
    local.get 163 drop
    local.get 164 drop
    local.get 165 drop
    local.get 166 drop
    local.get 167 drop
    local.get 168 drop
    local.get 169 drop
    local.get 170 drop
    local.get 171 drop
    local.get 172 drop
    local.get 173 drop
    local.get 174 drop
    local.get 175 drop
    local.get 176 drop
    local.get 177 drop
    local.get 178 drop
    local.get 179 drop
    local.get 180 drop
    local.get 181 drop
    local.get 182 drop
    local.get 183 drop
    local.get 184 drop
    local.get 185 drop
    local.get 186 drop
    local.get 187 drop
    local.get 188 drop
    local.get 189 drop
    local.get 190 drop
    local.get 191 drop
    local.get 192 drop
    local.get 193 drop
    local.get 194 drop
    local.get 195 drop
    local.get 196 drop
    local.get 197 drop
    local.get 198 drop
    local.get 199 drop
    local.get 200 drop
    local.get 201 drop
    local.get 202 drop
    local.get 203 drop
    local.get 204 drop
    local.get 205 drop
    local.get 206 drop
    local.get 207 drop
    local.get 208 drop
    local.get 209 drop
    local.get 210 drop
    local.get 211 drop
    local.get 212 drop
    local.get 213 drop
    local.get 214 drop
    local.get 215 drop
    local.get 216 drop
    local.get 217 drop
    local.get 218 drop
    local.get 219 drop
    local.get 220 drop
    local.get 221 drop
    local.get 222 drop
    local.get 223 drop
    local.get 224 drop
    local.get 225 drop
    local.get 226 drop
    local.get 227 drop
    local.get 228 drop
    local.get 229 drop
    local.get 230 drop
    local.get 231 drop
    local.get 232 drop
    local.get 233 drop
    local.get 234 drop
    local.get 235 drop
    local.get 236 drop
    local.get 237 drop
    local.get 238 drop
    local.get 239 drop
    local.get 240 drop
    local.get 241 drop
    local.get 242 drop
    local.get 243 drop
    local.get 244 drop
    local.get 245 drop
    local.get 246 drop
    local.get 247 drop
    local.get 248 drop
    local.get 249 drop
    local.get 250 drop
    local.get 251 drop
    local.get 252 drop
    local.get 253 drop
    local.get 254 drop
    local.get 255 drop
    local.get 256 drop
    local.get 257 drop
    local.get 258 drop
    local.get 259 drop
    local.get 260 drop
    local.get 261 drop
    local.get 262 drop
    local.get 263 drop
    local.get 264 drop
    local.get 265 drop
    local.get 266 drop
    local.get 267 drop
    local.get 268 drop
    local.get 269 drop
    local.get 270 drop
    local.get 271 drop
    local.get 272 drop
    local.get 273 drop
    local.get 274 drop
    local.get 275 drop
    local.get 276 drop
    local.get 277 drop
    local.get 278 drop
    local.get 279 drop
    local.get 280 drop
    local.get 281 drop
    local.get 282 drop
    local.get 283 drop
    local.get 284 drop
    local.get 285 drop
    local.get 286 drop
    local.get 287 drop
    local.get 288 drop
    local.get 289 drop
    local.get 290 drop
    local.get 291 drop
    local.get 292 drop
    local.get 293 drop
    local.get 294 drop
    local.get 295 drop
    local.get 296 drop
    local.get 297 drop
    local.get 298 drop
    local.get 299 drop
    local.get 300 drop
    local.get 301 drop
    local.get 302 drop
    local.get 303 drop
    local.get 304 drop
    local.get 305 drop
    local.get 306 drop
    local.get 307 drop
    local.get 308 drop
    local.get 309 drop
    local.get 310 drop
    local.get 311 drop
    local.get 312 drop
    local.get 313 drop
    local.get 314 drop
    local.get 315 drop
    local.get 316 drop
    local.get 317 drop
    local.get 318 drop
    local.get 319 drop
    local.get 320 drop
    local.get 321 drop
    local.get 322 drop
    local.get 323 drop
    local.get 324 drop
    local.get 325 drop
    local.get 326 drop
    local.get 327 drop
    local.get 328 drop
    local.get 329 drop
    local.get 330 drop
    local.get 331 drop
    local.get 332 drop
    local.get 333 drop
    local.get 334 drop
    local.get 335 drop
    local.get 336 drop
    local.get 337 drop
    local.get 338 drop
    local.get 339 drop
    local.get 340 drop
    local.get 341 drop
    local.get 342 drop
    local.get 343 drop
    local.get 344 drop
    local.get 345 drop
    local.get 346 drop
    local.get 347 drop
    local.get 348 drop
    local.get 349 drop
    local.get 350 drop
    local.get 351 drop
    local.get 352 drop
    local.get 353 drop
    local.get 354 drop
    local.get 355 drop
    local.get 356 drop
    local.get 357 drop
    local.get 358 drop
    local.get 359 drop
    local.get 360 drop
    local.get 361 drop
    local.get 362 drop
    local.get 363 drop
    local.get 364 drop
    local.get 365 drop
    local.get 366 drop
    local.get 367 drop
    local.get 368 drop
    local.get 369 drop
    local.get 370 drop
    local.get 371 drop
    local.get 372 drop
    local.get 373 drop
    local.get 374 drop
    local.get 375 drop
    local.get 376 drop
    local.get 377 drop
    local.get 378 drop
    local.get 379 drop
    local.get 380 drop
    local.get 381 drop
    local.get 382 drop
    local.get 383 drop
    local.get 384 drop
    local.get 385 drop
    local.get 386 drop
    local.get 387 drop
    local.get 388 drop
    local.get 389 drop
    local.get 390 drop
    local.get 391 drop
    local.get 392 drop
    local.get 393 drop
    local.get 394 drop
    local.get 395 drop
    local.get 396 drop
    local.get 397 drop
    local.get 398 drop
    local.get 399 drop
    local.get 400 drop
    local.get 401 drop
    local.get 402 drop
    local.get 403 drop
    local.get 404 drop
    local.get 405 drop
    local.get 406 drop
    local.get 407 drop
    local.get 408 drop
    local.get 409 drop
    local.get 410 drop
    local.get 411 drop
    local.get 412 drop
    local.get 413 drop
    local.get 414 drop
    local.get 415 drop
    local.get 416 drop
    local.get 417 drop
    local.get 418 drop
    local.get 419 drop
    local.get 420 drop
    local.get 421 drop
    local.get 422 drop
    local.get 423 drop
    local.get 424 drop
    local.get 425 drop
    local.get 426 drop
    local.get 427 drop
    local.get 428 drop
    local.get 429 drop
    local.get 430 drop
    local.get 431 drop
    local.get 432 drop
    local.get 433 drop
    local.get 434 drop
    local.get 435 drop
    local.get 436 drop
    local.get 437 drop
    local.get 438 drop
    local.get 439 drop
    local.get 440 drop
    local.get 441 drop
    local.get 442 drop
    local.get 443 drop
    local.get 444 drop
    local.get 445 drop
    local.get 446 drop
    local.get 447 drop
    local.get 448 drop
    local.get 449 drop
    local.get 450 drop
    local.get 451 drop
    local.get 452 drop
    local.get 453 drop
    local.get 454 drop
    local.get 455 drop
    local.get 456 drop
    local.get 457 drop
    local.get 458 drop
    local.get 459 drop
    local.get 460 drop
    local.get 461 drop
    local.get 462 drop
    local.get 463 drop
    local.get 464 drop
    local.get 465 drop
    local.get 466 drop
    local.get 467 drop
    local.get 468 drop
    local.get 469 drop
    local.get 470 drop
    local.get 471 drop
    local.get 472 drop
    local.get 473 drop
    local.get 474 drop
    local.get 475 drop
    local.get 476 drop
    local.get 477 drop
    local.get 478 drop
    local.get 479 drop
    local.get 480 drop
    local.get 481 drop
    local.get 482 drop
    local.get 483 drop
    local.get 484 drop
    local.get 485 drop
    local.get 486 drop
    local.get 487 drop
    local.get 488 drop
    local.get 489 drop
    local.get 490 drop
    local.get 491 drop
    local.get 492 drop
    local.get 493 drop
    local.get 494 drop
    local.get 495 drop
    local.get 496 drop
    local.get 497 drop
    local.get 498 drop
    local.get 499 drop
    local.get 500 drop
    local.get 501 drop
    local.get 502 drop
    local.get 503 drop
    local.get 504 drop
    local.get 505 drop
    local.get 506 drop
    local.get 507 drop
    local.get 508 drop
    local.get 509 drop
    local.get 510 drop
    local.get 511 drop
    local.get 512 drop
    local.get 513 drop
    local.get 514 drop
    local.get 515 drop
    local.get 516 drop
    local.get 517 drop
    local.get 518 drop
    local.get 519 drop
    local.get 520 drop
    local.get 521 drop
    local.get 522 drop
    local.get 523 drop
    local.get 524 drop
    local.get 525 drop
    local.get 526 drop
    local.get 527 drop
    local.get 528 drop
    local.get 529 drop
    local.get 530 drop
    local.get 531 drop
    local.get 532 drop
    local.get 533 drop
    local.get 534 drop
    local.get 535 drop
    local.get 536 drop
    local.get 537 drop
    local.get 538 drop
    local.get 539 drop
    local.get 540 drop
    local.get 541 drop
    local.get 542 drop
    local.get 543 drop
    local.get 544 drop
    local.get 545 drop
    local.get 546 drop
    local.get 547 drop
    local.get 548 drop
    local.get 549 drop
    local.get 550 drop
    local.get 551 drop
    local.get 552 drop
    local.get 553 drop
    local.get 554 drop
    local.get 555 drop
    local.get 556 drop
    local.get 557 drop
    local.get 558 drop
    local.get 559 drop
    local.get 560 drop
    local.get 561 drop
    local.get 562 drop
    local.get 563 drop
    local.get 564 drop
    local.get 565 drop
    local.get 566 drop
    local.get 567 drop
    local.get 568 drop
    local.get 569 drop
    local.get 570 drop
    local.get 571 drop
    local.get 572 drop
    local.get 573 drop
    local.get 574 drop
    local.get 575 drop
    local.get 576 drop
    local.get 577 drop
    local.get 578 drop
    local.get 579 drop
    local.get 580 drop
    local.get 581 drop
    local.get 582 drop
    local.get 583 drop
    local.get 584 drop
    local.get 585 drop
    local.get 586 drop
    local.get 587 drop
    local.get 588 drop
    local.get 589 drop
    local.get 590 drop
    local.get 591 drop
    local.get 592 drop
    local.get 593 drop
    local.get 594 drop
    local.get 595 drop
    local.get 596 drop
    local.get 597 drop
    local.get 598 drop
    local.get 599 drop
    local.get 600 drop
    local.get 601 drop
    local.get 602 drop
    local.get 603 drop
    local.get 604 drop
    local.get 605 drop
    local.get 606 drop
    local.get 607 drop
    local.get 608 drop
    local.get 609 drop
    local.get 610 drop
    local.get 611 drop
    local.get 612 drop
    local.get 613 drop
    local.get 614 drop
    local.get 615 drop
    local.get 616 drop
    local.get 617 drop
    local.get 618 drop
    local.get 619 drop
    local.get 620 drop
    local.get 621 drop
    local.get 622 drop
    local.get 623 drop
    local.get 624 drop
    local.get 625 drop
    local.get 626 drop
    local.get 627 drop
    local.get 628 drop
    local.get 629 drop
    local.get 630 drop
    local.get 631 drop
    local.get 632 drop
    local.get 633 drop
    local.get 634 drop
    local.get 635 drop
    local.get 636 drop
    local.get 637 drop
    local.get 638 drop
    local.get 639 drop
    local.get 640 drop
    local.get 641 drop
    local.get 642 drop
    local.get 643 drop
    local.get 644 drop
    local.get 645 drop
    local.get 646 drop
    local.get 647 drop
    local.get 648 drop
    local.get 649 drop
    local.get 650 drop
    local.get 651 drop
    local.get 652 drop
    local.get 653 drop
    local.get 654 drop
    local.get 655 drop
    local.get 656 drop
    local.get 657 drop
    local.get 658 drop
    local.get 659 drop
    local.get 660 drop
    local.get 661 drop
    local.get 662 drop
    local.get 663 drop
    local.get 664 drop
    local.get 665 drop
    local.get 666 drop
    local.get 667 drop
    local.get 668 drop
    local.get 669 drop
    local.get 670 drop
    local.get 671 drop
    local.get 672 drop
    local.get 673 drop
    local.get 674 drop
    local.get 675 drop
    local.get 676 drop
    local.get 677 drop
    local.get 678 drop
    local.get 679 drop
    local.get 680 drop
    local.get 681 drop
    local.get 682 drop
    local.get 683 drop
    local.get 684 drop
    local.get 685 drop
    local.get 686 drop
    local.get 687 drop
    local.get 688 drop
    local.get 689 drop
    local.get 690 drop
    local.get 691 drop
    local.get 692 drop
    local.get 693 drop
    local.get 694 drop
    local.get 695 drop
    local.get 696 drop
    local.get 697 drop
    local.get 698 drop
    local.get 699 drop
    local.get 700 drop
    local.get 701 drop
    local.get 702 drop
    local.get 703 drop
    local.get 704 drop
    local.get 705 drop
    local.get 706 drop
    local.get 707 drop
    local.get 708 drop
    local.get 709 drop
    local.get 710 drop
    local.get 711 drop
    local.get 712 drop
    local.get 713 drop
    local.get 714 drop
    local.get 715 drop
    local.get 716 drop
    local.get 717 drop
    local.get 718 drop
    local.get 719 drop
    local.get 720 drop
    local.get 721 drop
    local.get 722 drop
    local.get 723 drop
    local.get 724 drop
    local.get 725 drop
    local.get 726 drop
    local.get 727 drop
    local.get 728 drop
    local.get 729 drop
    local.get 730 drop
    local.get 731 drop
    local.get 732 drop
    local.get 733 drop
    local.get 734 drop
    local.get 735 drop
    local.get 736 drop
    local.get 737 drop
    local.get 738 drop
    local.get 739 drop
    local.get 740 drop
    local.get 741 drop
    local.get 742 drop
    local.get 743 drop
    local.get 744 drop
    local.get 745 drop
    local.get 746 drop
    local.get 747 drop
    local.get 748 drop
    local.get 749 drop
    local.get 750 drop
    local.get 751 drop
    local.get 752 drop
    local.get 753 drop
    local.get 754 drop
    local.get 755 drop
    local.get 756 drop
    local.get 757 drop
    local.get 758 drop
    local.get 759 drop
    local.get 760 drop
    local.get 761 drop
    local.get 762 drop
    local.get 763 drop
    local.get 764 drop
    local.get 765 drop
    local.get 766 drop
    local.get 767 drop
    local.get 768 drop
    local.get 769 drop
    local.get 770 drop
    local.get 771 drop
    local.get 772 drop
    local.get 773 drop
    local.get 774 drop
    local.get 775 drop
    local.get 776 drop
    local.get 777 drop
    local.get 778 drop
    local.get 779 drop
    local.get 780 drop
    local.get 781 drop
    local.get 782 drop
    local.get 783 drop
    local.get 784 drop
    local.get 785 drop
    local.get 786 drop
    local.get 787 drop
    local.get 788 drop
    local.get 789 drop
    local.get 790 drop
    local.get 791 drop
    local.get 792 drop
    local.get 793 drop
    local.get 794 drop
    local.get 795 drop
    local.get 796 drop
    local.get 797 drop
    local.get 798 drop
    local.get 799 drop
    local.get 800 drop
    local.get 801 drop
    local.get 802 drop
    local.get 803 drop
    local.get 804 drop
    local.get 805 drop
    local.get 806 drop
    local.get 807 drop
    local.get 808 drop
    local.get 809 drop
    local.get 810 drop
    local.get 811 drop
    local.get 812 drop
    local.get 813 drop
    local.get 814 drop
    local.get 815 drop
    local.get 816 drop
    local.get 817 drop
    local.get 818 drop
    local.get 819 drop
    local.get 820 drop
    local.get 821 drop
    local.get 822 drop
    local.get 823 drop
    local.get 824 drop
    local.get 825 drop
    local.get 826 drop
    local.get 827 drop
    local.get 828 drop
    local.get 829 drop
    local.get 830 drop
    local.get 831 drop
    local.get 832 drop
    local.get 833 drop
    local.get 834 drop
    local.get 835 drop
    local.get 836 drop
    local.get 837 drop
    local.get 838 drop
    local.get 839 drop
    local.get 840 drop
    local.get 841 drop
    local.get 842 drop
    local.get 843 drop
    local.get 844 drop
    local.get 845 drop
    local.get 846 drop
    local.get 847 drop
    local.get 848 drop
    local.get 849 drop
    local.get 850 drop
    local.get 851 drop
    local.get 852 drop
    local.get 853 drop
    local.get 854 drop
    local.get 855 drop
    local.get 856 drop
    local.get 857 drop
    local.get 858 drop
    local.get 859 drop
    local.get 860 drop
    local.get 861 drop
    local.get 862 drop
    local.get 863 drop
    local.get 864 drop
    local.get 865 drop
    local.get 866 drop
    local.get 867 drop
    local.get 868 drop
    local.get 869 drop
    local.get 870 drop
    local.get 871 drop
    local.get 872 drop
    local.get 873 drop
    local.get 874 drop
    local.get 875 drop
    local.get 876 drop
    local.get 877 drop
    local.get 878 drop
    local.get 879 drop
    local.get 880 drop
    local.get 881 drop
    local.get 882 drop
    local.get 883 drop
    local.get 884 drop
    local.get 885 drop
    local.get 886 drop
    local.get 887 drop
    local.get 888 drop
    local.get 889 drop
    local.get 890 drop
    local.get 891 drop
    local.get 892 drop
    local.get 893 drop
    local.get 894 drop
    local.get 895 drop
    local.get 896 drop
    local.get 897 drop
    local.get 898 drop
    local.get 899 drop
    local.get 900 drop
    local.get 901 drop
    local.get 902 drop
    local.get 903 drop
    local.get 904 drop
    local.get 905 drop
    local.get 906 drop
    local.get 907 drop
    local.get 908 drop
    local.get 909 drop
    local.get 910 drop
    local.get 911 drop
    local.get 912 drop
    local.get 913 drop
    local.get 914 drop
    local.get 915 drop
    local.get 916 drop
    local.get 917 drop
    local.get 918 drop
    local.get 919 drop
    local.get 920 drop
    local.get 921 drop
    local.get 922 drop
    local.get 923 drop
    local.get 924 drop
    local.get 925 drop
    local.get 926 drop
    local.get 927 drop
    local.get 928 drop
    local.get 929 drop
    local.get 930 drop
    local.get 931 drop
    local.get 932 drop
    local.get 933 drop
    local.get 934 drop
    local.get 935 drop
    local.get 936 drop
    local.get 937 drop
    local.get 938 drop
    local.get 939 drop
    local.get 940 drop
    local.get 941 drop
    local.get 942 drop
    local.get 943 drop
    local.get 944 drop
    local.get 945 drop
    local.get 946 drop
    local.get 947 drop
    local.get 948 drop
    local.get 949 drop
    local.get 950 drop
    local.get 951 drop
    local.get 952 drop
    local.get 953 drop
    local.get 954 drop
    local.get 955 drop
    local.get 956 drop
    local.get 957 drop
    local.get 958 drop
    local.get 959 drop
    local.get 960 drop
    local.get 961 drop
    local.get 962 drop
    local.get 963 drop
    local.get 964 drop
    local.get 965 drop
    local.get 966 drop
    local.get 967 drop
    local.get 968 drop
    local.get 969 drop
    local.get 970 drop
    local.get 971 drop
    local.get 972 drop
    local.get 973 drop
    local.get 974 drop
    local.get 975 drop
    local.get 976 drop
    local.get 977 drop
    local.get 978 drop
    local.get 979 drop
    local.get 980 drop
    local.get 981 drop
    local.get 982 drop
    local.get 983 drop
    local.get 984 drop
    local.get 985 drop
    local.get 986 drop
    local.get 987 drop
    local.get 988 drop
    local.get 989 drop
    local.get 990 drop)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
