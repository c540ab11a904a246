/**
 * The passwords of ten characters and more, and the words behind them, that lead every published list of breached
 * passwords, with Korean words typed on an English keyboard. Small on purpose: it stops the guesses that lockout
 * still lets through.
 */
export const breachedPasswords: ReadonlySet<string> = new Set(
  `0123456789 01234567890 0987654321 1111111111 1122334455 1212121212 1231231234 123123123a 1234512345 123456123456
  1234567890a 1234567890q 123456789a 123456789abc 123456789q 123456789qwe 12345678910 12345qwert 12345qwertasdfg
  1234qwerasdf 1234qwerasdfzxcv 123abc123abc 123qwe123qwe 123qweasdzxc 147258369a 1a2b3c4d5e 1q2w3e4r5t 1q2w3e4r5t6y
  1q2w3e4r!@ 1q2w3e4r5t! 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qaz@wsx3edc 1qazxsw23edc 2wsx3edc4rfv 3rjs1la7qe 5201314520
  a1b2c3d4e5 a123456789 a1s2d3f4g5 abc123abc123 abc1234567 abcd123456 abcd1234abcd abcde12345 abcdef123456 asd123asd123
  asdf1234asdf asdfasdf1234 asdfghjkl1 asdfghjkl123 asdqwe123456 iloveyou123 letmein12345 michael123 mypassword1
  p@ssw0rd123 pa55word123 passw0rd123 password123! princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsx123456 qazwsxedc123
  qwe123qwe123 qweasd123456 qweasdzxc123 qwer1234!@ qwer1234!! qwer1234qwer qwert12345 qwerty1234 qwerty12345 qwerty123456
  qwertyuiop1 qwertyuiop123 trustno1trustno1 welcome12345 z1x2c3v4b5 zaq12wsxcde3 zxcasdqwe123 zxcvbnm123 zxcvbnm1234
  !qaz2wsx3edc !qaz@wsx3edc 1q2w3e4r5t^ q1w2e3r4!@ qlalfqjsgh1 dkssud1234 tkfkdgo1234 qwerasdf1234 qwer1234asdf
  0000000000 1357924680 2468013579 9876543210 7777777777 8888888888 9999999999 123456789! 1234567890! 12345678!@
  123456789* 1234qwer!@ 1234qwer!@#$ asdf1234!@ zxcv1234!@ qwe123!@# changeme123 secret12345 default1234 temp123456`.split(
    /\s+/,
  ),
)

/** Words that are no better for the digits and signs around them. */
export const breachedWords: ReadonlySet<string> = new Set(
  `password passwords passwort passw0rd mypassword thepassword password password1 pass word passpass letmein letmeinnow
  welcome welcomehome changeme changeit change secret topsecret master administrator administrators admin adminadmin root
  rootroot superuser supervisor system sysadmin user username guest guestguest test tester testing testtest default login
  loginlogin access temp temporary demo demodemo wheelhouse company manager office server oracle database postgres qwerty
  qwertyui qwertyuiop qwertyqwerty qwertyuiopasdfghjkl qwer qwerasdf qwerqwer qweasd qweasdzxc qazwsx qazwsxedc
  qazwsxedcrfv asdf asdfasdf asdfgh asdfghjk asdfghjkl asdfqwer zxcv zxcvbn zxcvbnm zxcvzxcv zaqwsx abc abcabc abcd
  abcdabcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij iloveyou iloveyouso ilove loveyou lovelove loveme sunshine
  princess football baseball basketball superman batman spiderman pokemon dragon monkey monkeymonkey shadow michael
  jennifer jordan hunter charlie freedom whatever trustno computer internet samsung samsungsamsung starwars mustang
  ferrari corvette liverpool chelsea arsenal barcelona manchester manunited blink butterfly chocolate cookie flower
  forever friends ginger happy hello hellohello helloworld jesus jesuschrist godisgood killer lovely mickey nicole
  nintendo orange peanut pepper purple rainbow secret silver soccer summer autumn winter spring thomas tigger
  victoria yellow korea koreakorea seoul daehanminguk hanguk saranghae saranghaeyo annyeong annyeonghaseyo dkssud
  dkssudgktpdy tkfkd tkfkdgo tkfkdgody qlalfqjsgh rhksflwk rkskekfk eogksalsrnr gksrnr tjdnf ghkdlxld dkdlel
  dkagh qlalf 비밀번호 안녕하세요 사랑해 사랑해요 대한민국 한국 관리자 가나다라 가나다라마바사 서울`.split(
    /\s+/,
  ),
)
