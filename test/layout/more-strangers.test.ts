import { describe as suite } from 'node:test';
import { type Case, check } from './line-case.ts';

suite('a second round of flags', () => {
	const cases: readonly Case[] = [
		[
			'fox@left, owl@right --chaos 30 --ar 21:9 --seed 12',
			'fox@left, owl@right --seed 12 --size 7:3',
			['--chaos 30'],
		],
		['fox@left −seed 5', 'fox@left --seed 5'],
		['fox@left --sref 3051237 --sv 4 --p', 'fox@left', ['--sref 3051237', '--sv 4', '--p']],
		[
			'fox@left --cref https://x.example/a.png https://x.example/b.png --cw 0',
			'fox@left',
			['--cref', 'https://x.example/a.png', 'https://x.example/b.png', '--cw 0'],
		],
		['fox@left --Steps 25 --CFG 6', 'fox@left --steps 25 --guidance 6'],
		['fox@left --steps=25,--seed=3', 'fox@left --seed 3 --steps 25'],
		['fox@left -steps=25', 'fox@left --steps 25'],
		['fox@left ―― seed 9', 'fox@left --seed 9'],
		['fox@left --aspect_ratio 9:16', 'fox@left --size 9:16'],
		['fox@left --width 640 height 480', 'fox@left --size 640x480'],
		['fox@left --no red, blue; green --seed 1', 'fox@left --seed 1 --no "red, blue; green"'],
		['fox@left --no: watermark', 'fox@left --no watermark'],
		['fox@left {--seed 4}', 'fox@left --seed 4'],
		['fox@left, --seed 4', 'fox@left --seed 4'],
		['fox@left using --seed 4', 'fox@left --seed 4'],
		['fox@left --scheduler DPM++ 2M', 'fox@left --scheduler dpmpp-2m'],
		['fox@left --sampler_name k_euler', 'fox@left --scheduler euler'],
		['fox@left --seed１２', 'fox@left --seed 12'],
		['fox@left --turbo --iw 3 --q 4', 'fox@left', ['--turbo', '--iw 3', '--q 4']],
	];
	cases.forEach(check);
});

suite('sizes as people call them, and sides without a comma', () => {
	const cases: readonly Case[] = [
		['左：狼 右：熊 背景：雪', '狼@left, 熊@right | 雪'],
		['左边是猫右边是狗', '猫@left, 狗@right'],
		['fox@left --size 1080p', 'fox@left --size 16:9'],
		['fox@left --size 4K', 'fox@left --size 16:9'],
		['fox@left --size A4', 'fox@left --size 12:17'],
		['fox@left --size ８００ｘ６００', 'fox@left --size 800x600'],
		['fox@left --size 512px by 300px', 'fox@left --size 512x300'],
		['fox@left --size 0.5', 'fox@left --size 1:2'],
		['fox@left --size １６：９', 'fox@left --size 16:9'],
		['fox@left --size 640*480', 'fox@left --size 640x480'],
	];
	cases.forEach(check);
});

suite('a second round of prompts of other programs', () => {
	const cases: readonly Case[] = [
		[
			'/imagine a fox@left, an owl@right in a forest --v 7 --stylize 1000',
			'a fox@left, an owl@right in a forest',
			['--v 7', '--stylize 1000'],
		],
		[
			'/imagine prompt: https://cdn.discordapp.com/attachments/1/2/a.png fox@left --iw 1',
			'fox@left',
			['https://cdn.discordapp.com/attachments/1/2/a.png', '--iw 1'],
		],
		['0.8::fox::, owl@left', 'owl@left | fox', ['0.8::']],
		['fox@left, -2::text::', 'fox@left', ['-2::text::']],
		['{{fox}}@left, [[owl]]@right', 'fox@left, owl@right', ['{{fox}}']],
		['(((fox)))@left, (owl:1.15)@right', 'fox@left, owl@right', [':1.15']],
		['fox \\(animal\\)@left', '"fox (animal)"@left'],
		[
			'best quality, masterpiece, fox@left, owl@right, <lora:detail:0.5>',
			'fox@left, owl@right | "best quality, masterpiece"',
			['<lora:detail:0.5>'],
		],
		['fox@left BREAK owl@right BREAK forest', 'fox@left, owl@right | forest'],
		['fox@left AND owl@right', 'fox@left, owl@right'],
		['forest ADDBASE fox ADDCOL owl', 'fox@(0 0 50 100), owl@(50 0 100 100) | forest'],
		[
			'fox@left\n\nNegative prompt: ugly, text\n\nSteps: 30, Sampler: Euler, Schedule type: Automatic, CFG scale: 5, Seed: 99, Size: 1024x1024, Model hash: abc, Model: flux',
			'fox@left --seed 99 --steps 30 --guidance 5 --scheduler euler --size 1024x1024 --no "ugly, text"',
			['Schedule type: Automatic', 'Model hash: abc', 'Model: flux'],
		],
		[
			'{"objects":[{"label":"fox","bbox_2d":[100,200,400,800]},{"label":"owl","bbox_2d":[600,200,900,800]}]}',
			'fox@(10 20 40 80), owl@(60 20 90 80)',
		],
		['{"fox": {"x0": 0.1, "y0": 0.2, "x1": 0.4, "y1": 0.8}}', 'fox@(10 20 40 80)'],
		[
			'{"labels":["fox","owl"],"boxes":[[0,0,256,512],[256,0,512,512]],"width":512,"height":512}',
			'fox@(0 0 50 100), owl@(50 0 100 100) --size 512x512',
		],
		['[["fox", [0.1,0.2,0.4,0.8]], ["owl", [0.6,0.2,0.9,0.8]]]', 'fox@(10 20 40 80), owl@(60 20 90 80)'],
		['fox@left, owl@right --neg "blurry"', 'fox@left, owl@right --no blurry'],
		['Prompt: fox@left\nSeed: 5\nSteps: 10', 'fox@left --seed 5 --steps 10'],
		['a {red|blue|green} fox@left', ['a red fox@left', 'a blue fox@left', 'a green fox@left']],
		['fox:0.8@left | owl:1.1@right', 'fox@left, owl@right', [':0.8', ':1.1']],
		['Dream: fox@left', 'fox@left'],
		['fox.blend(wolf)@left', 'fox@left', ['.blend(wolf)']],
	];
	cases.forEach(check);
});

suite('a second round of chats', () => {
	const cases: readonly Case[] = [
		['<@U0LAN0Z89|taue> fox@left &amp; owl@right', 'fox@left, owl@right'],
		['hello <@123456789012345678> fox@left', 'fox@left'],
		['*fox*@left, ~owl~ bird@right', 'fox@left, owl bird@right'],
		['```fox@left```', 'fox@left'],
		['`/taue draw fox@left`', 'fox@left'],
		['> **fox**@left\n> *owl*@right', 'fox@left, owl@right'],
		['1. fox@left\n2. owl@right\n3. in a forest', 'fox@left, owl@right in a forest'],
		['1.fox@left 2.owl@right', 'fox@left, owl@right'],
		['① fox@left ② owl@right', 'fox@left, owl@right'],
		['→ fox@left\n→ owl@right', 'fox@left, owl@right'],
		['✅ fox@left\n✅ owl@right', 'fox@left, owl@right'],
		['fox@left 🥰🥰', 'fox@left', ['🥰🥰']],
		['fox@left 🔥🔥', 'fox@left | 🔥🔥'],
		['fox@left, owl@right lol', 'fox@left, owl@right', ['lol']],
		['“fox@left, owl@right on a beach”', 'fox@left, owl@right on a beach'],
		['‘fox’@left and ‘owl’@right', 'fox@left, owl@right'],
		['«fox@left, owl@right»', 'fox@left, owl@right'],
		['『狐@左、梟@右』', '狐@left, 梟@right'],
		['🦊@left 🦉@right 🌲', '🦊@left, 🦉@right | 🌲'],
		['🦊⬅️ 🦉➡️', '🦊@left, 🦉@right'],
		['👨‍🌾🏽@left', '"👨‍🌾🏽"@left'],
		['🐻‍❄️@left, ❤️‍🔥@right', '"🐻‍❄️"@left, "❤️‍🔥"@right'],
		[':fox_face:@left :owl:@right', 'fox face@left, owl@right'],
		['fox@left  ||spoiler||', 'fox@left | spoiler'],
		['[fox](https://a.example "title")@left', 'fox@left', ['https://a.example']],
		['fox@left\n\n--\nSent from my iPhone', 'fox@left', ['Sent from my iPhone']],
		['fox@left. Sent from my iPhone', 'fox@left', ['Sent from my iPhone']],
	];
	cases.forEach(check);
});

suite('a second round of places before their words', () => {
	const cases: readonly Case[] = [
		['(left) fox (right) owl', 'fox@left, owl@right'],
		['[top left] moon [bottom] boat', 'moon@top-left, boat@bottom'],
		['left: fox; right: owl; background: forest', 'fox@left, owl@right | forest'],
		['Left = fox / Right = owl', 'fox@left, owl@right'],
		['左：狐　右：梟', '狐@left, 梟@right'],
		['左=猫、右=犬', '猫@left, 犬@right'],
		['top: sun bottom: boat', 'sun@top, boat@bottom'],
		['@right = owl', 'owl@right'],
		['left side: a fox, right side: an owl', 'a fox@left, an owl@right'],
		['fox => left, owl => right', 'fox@left, owl@right'],
		['fox → left, owl → right', 'fox@left, owl@right'],
	];
	cases.forEach(check);
});

suite('a second round of scripts and languages', () => {
	const cases: readonly Case[] = [
		['狐＠左、梟＠右、夜の森', '狐@left, 梟@right | 夜の森'],
		['画面左に狐、画面右に梟', '狐@left, 梟@right'],
		['右上に月があって、下に船がある', '月@top-right, 船@bottom'],
		['狐が左で梟が右', '狐@left, 梟@right'],
		['狐：左、梟：右', '狐@left, 梟@right'],
		['左上方有月亮，下方有船', '月亮@top-left, 船@bottom'],
		['左侧一条狗，右侧两只猫', '狗@left, 猫@(52 35.19 73.15 64.81), 猫@(74.85 35.19 96 64.81)'],
		['狐狸在左边，猫头鹰在右边', '狐狸@left, 猫头鹰@right'],
		['貓@左上角，狗@右下角，背景是森林', '貓@top-left, 狗@bottom-right | 森林'],
		['여우@왼쪽위, 올빼미@오른쪽아래', '여우@top-left, 올빼미@bottom-right'],
		['왼쪽에 여우가 있고 오른쪽에 올빼미가 있어요', '여우@left, 올빼미@right'],
		['ثعلب@أعلى اليمين، بومة@أسفل اليسار', 'ثعلب@top-right, بومة@bottom-left'],
		['ثعلب على اليسار وبومة على اليمين', 'ثعلب@left, بومة@right'],
		['שועל@ימין, ינשוף@שמאל', 'שועל@right, ינשוף@left'],
		['שועל מימין, ינשוף משמאל', 'שועל@right, ינשוף@left'],
		['लोमड़ी@ऊपर, उल्लू@नीचे', 'लोमड़ी@top, उल्लू@bottom'],
		['หมาจิ้งจอกอยู่ซ้าย นกฮูกอยู่ขวา', 'หมาจิ้งจอก@left, นกฮูก@right'],
		['лиса слева, сова справа, лес', 'лиса@left, сова@right | лес'],
		['слева лиса, справа сова', 'лиса@left, сова@right'],
		['tilki solda, baykuş sağda', 'tilki@left, baykuş@right'],
		['solda tilki, sağda baykuş', 'tilki@left, baykuş@right'],
		['vos links en uil rechts', 'vos@left, uil@right'],
		['lis po lewej, sowa po prawej', 'lis@left, sowa@right'],
		['Fuchs links, Eule rechts, Wald', 'Fuchs@left, Eule@right | Wald'],
		['renard à gauche, hibou à droite, dans une forêt', 'renard@left, hibou@right | dans une forêt'],
		['zorro a la izquierda y búho a la derecha', 'zorro@left, búho@right'],
		['raposa à esquerda e coruja à direita', 'raposa@left, coruja@right'],
		['volpe in alto a sinistra, gufo in basso a destra', 'volpe@top-left, gufo@bottom-right'],
		['cáo bên trái, cú bên phải', 'cáo@left, cú@right'],
		['räv till vänster, uggla till höger', 'räv@left, uggla@right'],
		['fox@２／３', 'fox@2/3'],
		['fox@(１０，２０，５０，９０)', 'fox@(10 20 50 90)'],
		['fox@(۱۰ ۲۰ ۵۰ ۹۰)', 'fox@(10 20 50 90)'],
	];
	cases.forEach(check);
});

suite('a second round of spoken places', () => {
	const cases: readonly Case[] = [
		[
			'a fox on the left hand side and an owl on the right hand side of the picture',
			'a fox@left, an owl@right',
		],
		['a fox in the upper left, an owl in the lower right', 'a fox@top-left, an owl@bottom-right'],
		['Fox on left. Owl on right. Forest.', 'Fox@left, Owl@right | Forest'],
		['fox at left owl at right', 'fox@left, owl@right'],
		['there is a fox at the left and there is an owl at the right', 'a fox@left, an owl@right'],
		['fox on the left owl on the right moon at the top', 'fox@left, owl@right, moon@top'],
		['fox@bottom left hand corner', 'fox@bottom-left'],
		['fox@top-left-corner', 'fox@top-left'],
		['fox@on left', 'fox@left'],
		['fox@right side of image', 'fox@right'],
		['fox@right.', 'fox@right'],
		['fox@left&owl@right', 'fox@left, owl@right'],
		['fox@left+owl@right', 'fox@left, owl@right'],
		['fox@left|owl@right|forest', 'fox@left, owl@right | forest'],
		['fox@left owl@right forest', 'fox@left, owl@right | forest'],
		['fox@left and owl@right with trees in the background', 'fox@left, owl@right with trees'],
		['fox@left 30%, owl@right 50%', 'fox@(11 35 41 65), owl@(49 25 99 75)'],
		['fox@left 20%x40%', 'fox@(16 30 36 70)'],
		['fox@left really big', 'fox@left:large'],
		['fox@[64px 64px 256px 448px]', 'fox@(12.5 12.5 50 87.5)'],
		['fox@(0.1;0.2;0.5;0.9)', 'fox@(10 20 50 90)'],
		['fox@center left, owl@center right', 'fox@left, owl@right'],
		[
			'object1: fox place1: top left object2: owl place2: right background: forest',
			'fox@top-left, owl@right | forest',
		],
		['place1: @left object1: fox', 'fox@left'],
	];
	cases.forEach(check);
});

suite('a second round of whoever is spoken to', () => {
	const cases: readonly Case[] = [
		['<@U123ABC> please draw a fox@left, thanks', 'a fox@left', ['thanks']],
		['<@U123ABC> “fox@left, owl@right”', 'fox@left, owl@right'],
		['<@U123ABC>fox@left', 'fox@left'],
		['hi taue! fox@left', 'fox@left'],
		['Hey TAUE can you draw a fox@left', 'a fox@left'],
		['@TAUE: fox@left, owl@right', 'fox@left, owl@right'],
		['@everyone fox@left', 'fox@left'],
		['draw: fox@left', 'fox@left'],
		['/taue line: fox@left', 'fox@left'],
		['taue draw fox@left', 'fox@left'],
		['TAUE, fox@left and owl@right please', 'fox@left, owl@right', ['please']],
		['yo taue fox@left', 'fox@left'],
	];
	cases.forEach(check);
});

suite('a second round of relations and counts', () => {
	const cases: readonly Case[] = [
		[
			'a tree@center, an owl@on the tree, a fox@below the owl',
			'a tree@center, an owl@on top of the tree, a fox@below the owl',
		],
		['fox@left, owl@above it', 'fox@left, owl@above the fox'],
		['tent@center, fire@in front of tent:small', 'tent@center, fire@in front of the tent:small'],
		['boat@center, moon@over boat', 'boat@center, moon@above the boat'],
		['two foxes@bottom, an owl@top', 'a fox@(4 52 48.23 96), a fox@(51.77 52 96 96), an owl@top'],
		['fox x 2@bottom', 'a fox@(4 52 48.23 96), a fox@(51.77 52 96 96)'],
		['2 x fox@bottom', 'a fox@(4 52 48.23 96), a fox@(51.77 52 96 96)'],
		[
			'five small fish@bottom',
			'a small fish@(4 71.79 21.29 96), a small fish@(22.68 71.79 39.97 96), a small fish@(41.35 71.79 58.65 96), a small fish@(60.03 71.79 77.32 96), a small fish@(78.71 71.79 96 96)',
		],
		['fox@left:mirror, owl@right:front:large', 'fox@left:flip, owl@right:large:front'],
		['fox@left reversed', 'fox@left:flip'],
		['fox@left:behind', 'fox@left:back'],
		['木@中央、狐@木の手前、梟@木の右', '木@center, 狐@in front of 木, 梟@right of 木'],
		['狐二匹@下', '狐@(4 52 48.23 96), 狐@(51.77 52 96 96)'],
		['狐@左:反転', '狐@left:flip'],
	];
	cases.forEach(check);
});
